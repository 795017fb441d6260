import type { Message } from '@duokefu/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** A screen reader hears of new messages at most this often. */
const everyMs = 3_000

export interface Announcements {
  /** New messages of the open conversation. */
  readonly polite: string
  /** A reply that failed just now. */
  readonly alert: string
}

/** What is said of a conversation to those who can't see it; nothing of what was there at its opening. */
export function useAnnouncements(messages: readonly Message[], name: string): Announcements {
  const { t } = useTranslation('conversation')
  const heard = useRef<number | null>(null)
  const failed = useRef<ReadonlySet<number> | null>(null)
  const [polite, setPolite] = useState('')
  const [alert, setAlert] = useState('')
  const last = messages.at(-1)?.seq

  useEffect(() => {
    if (last === undefined) return
    if (heard.current === null) heard.current = last
    const timer = window.setTimeout(
      () => {
        const from = heard.current ?? last
        heard.current = last
        const fresh = newest(messages, from).filter((message) => message.direction === 'in')
        const only = fresh[0]
        if (only === undefined) return
        setPolite(
          fresh.length === 1 && only.content.type === 'text'
            ? t('thread.said', { name, text: only.content.text })
            : t('thread.manyNew', { count: fresh.length }),
        )
      },
      polite === '' ? 0 : everyMs,
    )
    return () => window.clearTimeout(timer)
  }, [last, messages, name, polite, t])

  useEffect(() => {
    const now = new Set(
      newest(messages, (messages.at(-1)?.seq ?? 0) - 50)
        .filter((message) => message.delivery?.state === 'failed')
        .map(({ seq }) => seq),
    )
    const before = failed.current
    failed.current = now
    if (before !== null && [...now].some((seq) => !before.has(seq))) setAlert(t('delivery.failed'))
  }, [messages, t])

  return { polite, alert }
}

function newest(messages: readonly Message[], afterSeq: number): Message[] {
  const found: Message[] = []
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    if (message === undefined || message.seq <= afterSeq) break
    found.unshift(message)
  }
  return found
}
