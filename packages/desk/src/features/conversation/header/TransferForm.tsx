import type { DeskCommandBody } from '@duokefu/contract'
import { Users } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useAgents, useDesk, useMe } from '../../../realtime/hooks.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { phone, useMedia } from '../../../ui/use-media.ts'
import styles from './TransferForm.module.css'
import {
  type AgentTarget,
  agentTargets,
  type GroupTarget,
  groupTargets,
  type TransferTarget,
} from './transfer-targets.ts'

/** Keys of the radio buttons: everybody, `agent:<id>` or `group:<id>`. */
const everybody = 'everybody'
const keyOf = (target: TransferTarget) =>
  target.kind === 'agent' ? `agent:${target.agent.id}` : `group:${target.group.id}`

/** As the command names them. */
export type TransferTo = Extract<DeskCommandBody, { type: 'transfer' }>['to']

export interface TransferFormProps {
  /** Who serves now: they have the customer already. */
  servedBy: string | null
  /** Throws what the server refused. */
  onTransfer: (to: TransferTo, note: string) => Promise<void>
}

/** To whom and with which words: first everybody, then agents or groups; who can't take it at once says what would happen. */
export function TransferForm({ servedBy, onTransfer }: TransferFormProps) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  const agents = useAgents()
  const groups = useDesk((desk) => desk.groups)
  const me = useMe()
  const small = useMedia(phone)
  const search = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<'agent' | 'group'>('agent')
  const [query, setQuery] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const searching = query.trim() !== ''
  const agentsFound = agentTargets(agents.values(), [me.agentId, servedBy], query)
  const groupsFound = groupTargets(groups, agents.values(), query)
  const shown: readonly TransferTarget[] = kind === 'agent' ? agentsFound : groupsFound
  const [first] = shown
  // While searching, Enter means the first that was found.
  const chosen = picked ?? (searching && first !== undefined ? keyOf(first) : null)
  const target = [...agentsFound, ...groupsFound].find((each) => keyOf(each) === chosen)

  // Fetched with the first transfer, it comes when what floats around it has the focus already.
  useEffect(() => {
    if (!small) search.current?.focus()
  }, [small])

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (busy || (target === undefined && chosen !== everybody)) return
    setBusy(true)
    setFailed(null)
    try {
      await onTransfer(target === undefined ? { kind: 'everybody' } : toOf(target), note)
    } catch (thrown) {
      const error = asApiError(thrown)
      setFailed(errorText(error, error.by === null ? null : agents.get(error.by)?.name))
      setBusy(false)
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void handleSubmit(event)}>
      <input
        ref={search}
        className={styles.field}
        type="search"
        aria-label={t('transfer.search')}
        placeholder={t('transfer.search')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setPicked(null)
        }}
      />
      {groups.length === 0 ? null : (
        <Segmented
          label={t('transfer.kinds')}
          value={kind}
          options={(['agent', 'group'] as const).map((value) => ({
            value,
            text: t(`transfer.kind.${value}`),
          }))}
          onChange={(value) => {
            setKind(value)
            setPicked(null)
          }}
        />
      )}
      <div className={styles.list} role="radiogroup" aria-label={t('transfer.list')}>
        {searching ? null : (
          <Option value={everybody} chosen={chosen} onPick={setPicked}>
            <span className={styles.name}>{t('transfer.everybody')}</span>
            <span className={styles.load}>{t('transfer.everybodyHint')}</span>
          </Option>
        )}
        {shown.map((each) => (
          <Option key={keyOf(each)} value={keyOf(each)} chosen={chosen} onPick={setPicked}>
            {each.kind === 'agent' ? <AgentWords target={each} /> : <GroupWords target={each} />}
          </Option>
        ))}
        {shown.length === 0 ? <p className={styles.none}>{t(`transfer.none.${kind}`)}</p> : null}
      </div>
      {target === undefined || target.atOnce ? null : (
        <p className={styles.consequence}>
          {target.kind === 'agent'
            ? t('transfer.consequence', { name: target.agent.name })
            : t('transfer.consequenceGroup', { name: target.group.name })}
        </p>
      )}
      <input
        className={styles.field}
        aria-label={t('transfer.note')}
        placeholder={t('transfer.note')}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {failed === null ? null : (
        <p className={styles.failed} role="alert">
          {failed}
        </p>
      )}
      <div className={styles.foot}>
        <span className={styles.hint}>{t('transfer.hint')}</span>
        <Button variant="primary" type="submit" disabled={chosen === null || busy}>
          {t('transfer.confirm')}
        </Button>
      </div>
    </form>
  )
}

function toOf(target: TransferTarget): TransferTo {
  return target.kind === 'agent'
    ? { kind: 'agent', agent: target.agent.id }
    : { kind: 'group', group: target.group.id }
}

function AgentWords({ target: { agent } }: { target: AgentTarget }) {
  const { t } = useTranslation('conversation')
  const full = agent.serving >= agent.maximum
  return (
    <>
      <Avatar name={agent.name} hue={null} size={24} />
      <span className={styles.name}>{agent.name}</span>
      <span className={styles.load}>
        <span className={agent.status === 'online' ? styles.online : styles.absent} aria-hidden="true" />
        {t(`transfer.status.${agent.status}`)} {agent.serving}/{agent.maximum}
        {full ? ` · ${t('transfer.full')}` : ''}
      </span>
    </>
  )
}

function GroupWords({ target: { group, members, online } }: { target: GroupTarget }) {
  const { t } = useTranslation('conversation')
  return (
    <>
      <Users size={20} strokeWidth={1.75} aria-hidden="true" />
      <span className={styles.name}>{group.name}</span>
      <span className={styles.load}>
        <span className={online > 0 ? styles.online : styles.absent} aria-hidden="true" />
        {t('transfer.groupOnline', { online, members })}
      </span>
    </>
  )
}

interface OptionProps {
  value: string
  chosen: string | null
  onPick: (value: string) => void
  children: React.ReactNode
}

function Option({ value, chosen, onPick, children }: OptionProps) {
  return (
    <label className={styles.option} data-checked={value === chosen ? '' : undefined}>
      <input
        type="radio"
        name="transfer-target"
        className="visually-hidden"
        value={value}
        checked={value === chosen}
        onChange={() => onPick(value)}
      />
      {children}
    </label>
  )
}
