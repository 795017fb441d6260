import styles from './WarnLine.module.css'

export interface WarnLineProps {
  words: string
  act: string
  onAct: () => void
}

/** Above the field: what keeps a reply from going out, and the one thing to do about it. */
export function WarnLine({ words, act, onAct }: WarnLineProps) {
  return (
    <p className={styles.line} role="status">
      <span className={styles.words}>{words}</span>
      <button type="button" className={styles.act} onClick={onAct}>
        {act}
      </button>
    </p>
  )
}
