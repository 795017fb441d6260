import type { ConversationRow } from '@duokefu/contract'
import type { TFunction } from 'i18next'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useAgents, useDesk, useDeskStore, useMe, useNow } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/toast.ts'
import styles from './PreviewBar.module.css'
import { customerName } from './words/customer-name.ts'
import { groupNamesOf, namesOf } from './words/names.ts'

export interface PreviewBarProps {
  row: ConversationRow
  button: RefObject<HTMLButtonElement | null>
  onAccept: (openid: string) => void
  onReopen: (openid: string) => void
}

/** How long a transfer can be taken back (L14). */
const takeBackMs = 2 * 60_000

/** Where the composer will be, while this agent doesn't serve: 接入, 重新接入, 接管 or why there is nothing to do. */
export function PreviewBar({ row, button, onAccept, onReopen }: PreviewBarProps) {
  const { t } = useTranslation('conversation')
  const store = useDeskStore()
  const me = useMe()
  const agents = useAgents()
  const nameOf = namesOf(agents, t('sender.unknown'))
  const groupOf = groupNamesOf(
    useDesk((desk) => desk.groups),
    t('sender.group'),
  )
  const interfaceOn = useDesk((desk) => desk.account.interfaceOn)
  const errorText = useErrorText()
  const now = useNow(1_000)
  const { openid } = row
  const name = customerName(row)

  async function command(
    body: { type: 'take_back' } | { type: 'take_over'; session: string | null },
    done: string,
  ) {
    try {
      await store.send(openid, body)
      toast.show({ text: done })
    } catch (thrown) {
      const error = asApiError(thrown)
      toast.show({ text: errorText(error, error.by === null ? null : nameOf(error.by)), tone: 'alert' })
    }
  }

  const transferredByMe =
    row.state !== 'none' &&
    row.lastAgentId === me.agentId &&
    row.endReason === 'transferred' &&
    row.endedAt !== null &&
    now - row.endedAt < takeBackMs
  const takeBack = transferredByMe ? (
    <Button onClick={() => void command({ type: 'take_back' }, t('transfer.takenBack'))}>
      {t('transfer.takeBack')}
    </Button>
  ) : null

  function waitingWords(): string {
    const { reservedFor } = row
    const forOthers =
      reservedFor?.kind === 'agent'
        ? reservedFor.agent !== me.agentId
        : reservedFor !== null && agents.get(me.agentId)?.groups.includes(reservedFor.group) !== true
    if (reservedFor === null || !forOthers) return t('preview.acceptTitle', { name })
    return reservedFor.kind === 'agent'
      ? t('preview.reserved', { name: nameOf(reservedFor.agent) })
      : t('preview.reservedGroup', { group: groupOf(reservedFor.group) })
  }

  if (row.state === 'waiting') {
    return (
      <Bar name={name} words={waitingWords()}>
        {takeBack}
        <Button ref={button} variant="primary" aria-keyshortcuts="Alt+J" onClick={() => onAccept(openid)}>
          {t('preview.accept')}
        </Button>
      </Bar>
    )
  }
  if (row.state === 'serving') {
    return (
      <Bar
        name={name}
        words={t(me.role === 'agent' ? 'preview.served' : 'header.listening', { name: nameOf(row.agentId) })}
      >
        {takeBack}
        {me.role === 'agent' ? null : (
          <Button
            onClick={() =>
              void command({ type: 'take_over', session: row.session }, t('header.takenOver', { name }))
            }
          >
            {t('header.takeOver')}
          </Button>
        )}
      </Bar>
    )
  }
  return (
    <Bar
      name={name}
      words={row.subscribed ? endedWords(row, me.agentId, nameOf, t) : t('preview.unfollowed')}
    >
      {row.subscribed && interfaceOn ? (
        <Button variant="primary" title={t('preview.reopenHint')} onClick={() => onReopen(openid)}>
          {t('preview.reopen')}
        </Button>
      ) : null}
    </Bar>
  )
}

const reasons = [
  'closed',
  'timeout',
  'transferred',
  'taken_back',
  'taken_over',
  'agent_left',
  'unsubscribed',
  'interface_off',
  'wechat_desk',
]

function endedWords(
  row: ConversationRow,
  me: string,
  nameOf: (id: string | null) => string,
  t: TFunction<'conversation'>,
): string {
  const reason = reasons.find((known) => known === row.endReason) ?? 'other'
  if (reason === 'closed' && row.lastAgentId === me) return t('preview.endedByMe')
  return t(`preview.ended.${reason}`, { name: nameOf(row.lastAgentId) })
}

function Bar({ name, words, children }: { name: string; words: string; children: React.ReactNode }) {
  const { t } = useTranslation('conversation')
  return (
    <section className={styles.bar} data-region="composer" aria-label={t('region', { name })}>
      <p className={styles.words}>{words}</p>
      <div className={styles.acts}>{children}</div>
    </section>
  )
}
