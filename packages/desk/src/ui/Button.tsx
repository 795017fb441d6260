import type { ButtonHTMLAttributes, Ref } from 'react'
import styles from './Button.module.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once per screen; `quiet` has no border; `danger` names the act it does. */
  variant?: 'primary' | 'normal' | 'quiet' | 'danger'
  size?: 'normal' | 'small'
  ref?: Ref<HTMLButtonElement>
}

export function Button({ variant = 'normal', size = 'normal', className, type, ...rest }: ButtonProps) {
  const classes = [styles.button, styles[variant], size === 'small' ? styles.small : null, className]
    .filter(Boolean)
    .join(' ')
  return <button {...rest} type={type ?? 'button'} className={classes} />
}
