import { useTranslation } from 'react-i18next'
import styles from './WechatSaid.module.css'

export interface WechatSaidProps {
  /** null: no answer came. */
  errcode: number | null
  errmsg?: string | null
}

/** A refusal of WeChat in plain words, its code in small print. */
export function WechatSaid({ errcode, errmsg = null }: WechatSaidProps) {
  const words = useWechatWords()
  return (
    <p className={styles.error} role="alert">
      {words(errcode, errmsg)}
      {errcode === null ? null : <small className={styles.code}>{errcode}</small>}
    </p>
  )
}

/** The sentence for an errcode of WeChat. */
export function useWechatWords(): (errcode: number | null, errmsg?: string | null) => string {
  const { t, i18n } = useTranslation('admin-wechat')
  return (errcode, errmsg = null) => {
    if (errcode === null) return t('silent')
    return i18n.exists(`admin-wechat:codes.${errcode}`)
      ? t(`codes.${errcode}`)
      : t('other', { errmsg: errmsg ?? '' })
  }
}
