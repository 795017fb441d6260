import type { ReactNode } from 'react'
import type { ButtonProps } from './Button.tsx'
import styles from './IconButton.module.css'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'variant' | 'size' | 'title'> {
  /** Said by screen readers and shown on hovering. */
  label: string
  /** The key that does the same, as 「Alt+N」. */
  shortcut?: string
  pressed?: boolean
  children: ReactNode
}

/** A 32 px button with an icon of 20 px. */
export function IconButton({
  label,
  shortcut,
  pressed,
  className,
  type,
  children,
  ...rest
}: IconButtonProps) {
  const classes = [styles.button, className].filter(Boolean).join(' ')
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button {...rest} type={type ?? 'button'} className={classes} aria-label={label} aria-pressed={pressed}>
        {children}
      </button>
    </Tooltip>
  )
}
