import { useTranslation } from 'react-i18next'
import styles from './TextSize.module.css'

/** From so many characters on they are counted. */
const countedFrom = 600

export interface TextSizeProps {
  text: string
  /** Messages that it takes. */
  parts: number
  held: boolean
}

/** 「1,204 字」 for a long text, and how many messages a longer one will use up. */
export function TextSize({ text, parts, held }: TextSizeProps) {
  const { t } = useTranslation('conversation')
  const count = [...text].length
  return (
    <span className={parts > 1 ? styles.split : styles.size}>
      {parts > 1
        ? t(held ? 'composer.splitHold' : 'composer.split', { count: parts })
        : count >= countedFrom
          ? t('composer.counter', { count })
          : null}
    </span>
  )
}
