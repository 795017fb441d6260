import type { CSSProperties } from 'react'
import styles from './Skeleton.module.css'
import { useDelayed } from './use-delayed.ts'

/** Grey shape in the place of what is coming. Invisible for the first 200 ms: most answers are faster. */
export function Skeleton({ width, height, round = false }: SkeletonProps) {
  const late = useDelayed(true, 200)
  const style: CSSProperties = { width, height, borderRadius: round ? '50%' : undefined }
  return <span className={late ? styles.shape : styles.unseen} style={style} aria-hidden="true" />
}

export interface SkeletonProps {
  width: number | string
  height: number
  round?: boolean
}
