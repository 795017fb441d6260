import styles from './Avatar.module.css'

export interface AvatarProps {
  /** Its first character is shown, if there is no picture; of 小林 and 老周 the one that tells them apart. */
  name: string
  /** One of the eight hues of alias pictures, in degrees; null = grey, as for agents without a picture. */
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
    '--hue': hue ?? undefined,
  }
  if (src !== null) return <img className={styles.avatar} style={style} src={src} alt="" />
  return (
    <span className={hue === null ? styles.grey : styles.avatar} style={style} aria-hidden="true">
      {firstCharacter(name)}
    </span>
  )
}

function firstCharacter(name: string): string {
  const [first, second] = [...name.trim()]
  const telling = second !== undefined && first !== undefined && '小老阿'.includes(first) ? second : first
  return telling?.toLocaleUpperCase() ?? '·'
}
