import styles from './Avatar.module.css'

const HUES = [210, 265, 330, 15, 45, 90, 170, 190] as const

export interface AvatarProps {
  /** Its first character is shown, if there is no picture. */
  name: string
  /** Which of the eight hues of alias pictures; null = grey, as for agents without a picture. */
  hue: number | null
  src?: string | null
  /** Pixels. */
  size?: number
}

/** Decorative: the name always stands beside it. */
export function Avatar({ name, hue, src = null, size = 40 }: AvatarProps) {
  const style = {
    width: size,
    height: size,
    fontSize: Math.round(size * 0.42),
    '--hue': hue === null ? undefined : HUES[Math.abs(hue) % HUES.length],
  }
  if (src !== null) return <img className={styles.avatar} style={style} src={src} alt="" />
  return (
    <span className={hue === null ? styles.grey : styles.avatar} style={style} aria-hidden="true">
      {firstCharacter(name)}
    </span>
  )
}

function firstCharacter(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '·'
}
