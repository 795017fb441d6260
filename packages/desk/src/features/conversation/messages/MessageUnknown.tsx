import type { Content } from '@duokefu/contract'
import { Popover } from '../../../ui/Popover.tsx'
import styles from './MessageUnknown.module.css'
import { useThreadContext } from './thread-context.ts'

/** What WeChat may invent: named, and readable as it came. */
export function MessageUnknown({ content }: { content: Extract<Content, { type: 'unknown' }> }) {
  const { t } = useThreadContext()
  return (
    <div className={styles.unknown}>
      <span>{t('message.unknown', { type: content.msgType })}</span>
      <Popover
        label={t('message.rawTitle')}
        title={t('message.rawTitle')}
        width={400}
        align="start"
        trigger={
          <button type="button" className={styles.raw}>
            {t('message.raw')}
          </button>
        }
      >
        <pre className={styles.fields}>{JSON.stringify(content.fields, null, 2)}</pre>
      </Popover>
    </div>
  )
}
