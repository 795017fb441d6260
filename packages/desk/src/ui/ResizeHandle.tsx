import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import styles from './ResizeHandle.module.css'

export interface ResizeHandleProps {
  label: string
  /** Pixels. */
  value: number
  min: number
  max: number
  /** Which side of the handle grows with it. */
  grows: 'before' | 'after'
  onChange: (value: number) => void
}

/** The line between two columns, to be dragged or moved with ← →. */
export function ResizeHandle({ label, value, min, max, grows, onChange }: ResizeHandleProps) {
  const start = useRef<{ x: number; value: number } | null>(null)
  const sign = grows === 'before' ? 1 : -1
  const change = (next: number) => onChange(Math.min(max, Math.max(min, Math.round(next))))

  function handlePointerDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, value }
  }

  function handlePointerMove(event: PointerEvent): void {
    if (start.current !== null) change(start.current.value + sign * (event.clientX - start.current.x))
  }

  function handleKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0
    if (step === 0) return
    event.preventDefault()
    change(value + sign * step)
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> can't be dragged; this is ARIA's window splitter
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={styles.handle}
      onPointerDown={handlePointerDown}
      onPointerMove={handlePointerMove}
      onPointerUp={() => {
        start.current = null
      }}
      onKeyDown={handleKeyDown}
    />
  )
}
