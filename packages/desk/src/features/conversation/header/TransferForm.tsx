import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../../locales/error-text.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useAgents, useMe } from '../../../realtime/hooks.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Button } from '../../../ui/Button.tsx'
import styles from './TransferForm.module.css'
import { type TransferTarget, transferTargets } from './transfer-targets.ts'

const everybody = 'everybody'

export interface TransferFormProps {
  /** null = everybody (放回队列). Throws what the server refused. */
  onTransfer: (agentId: string | null, note: string) => Promise<void>
}

/** To whom and with which words: first everybody, then the agents; who can't take it at once says what would happen. */
export function TransferForm({ onTransfer }: TransferFormProps) {
  const { t } = useTranslation('conversation')
  const errorText = useErrorText()
  const agents = useAgents()
  const me = useMe()
  const [query, setQuery] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const targets = transferTargets(agents.values(), me.agentId, query)
  // While searching, Enter means the first that was found.
  const chosen = picked ?? (query.trim() === '' ? null : (targets[0]?.agent.id ?? null))
  const late = targets.find((target) => target.agent.id === chosen && !target.atOnce)

  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (chosen === null || busy) return
    setBusy(true)
    setFailed(null)
    try {
      await onTransfer(chosen === everybody ? null : chosen, note)
    } catch (thrown) {
      const error = asApiError(thrown)
      setFailed(errorText(error, error.by === null ? null : agents.get(error.by)?.name))
      setBusy(false)
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void handleSubmit(event)}>
      <input
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
      <div className={styles.list} role="radiogroup" aria-label={t('transfer.list')}>
        {query.trim() === '' ? (
          <Option value={everybody} chosen={chosen} onPick={setPicked}>
            <span className={styles.name}>{t('transfer.everybody')}</span>
            <span className={styles.load}>{t('transfer.everybodyHint')}</span>
          </Option>
        ) : null}
        {targets.map((target) => (
          <Option key={target.agent.id} value={target.agent.id} chosen={chosen} onPick={setPicked}>
            <AgentWords target={target} />
          </Option>
        ))}
        {targets.length === 0 ? <p className={styles.none}>{t('transfer.none')}</p> : null}
      </div>
      {late === undefined ? null : (
        <p className={styles.consequence}>{t('transfer.consequence', { name: late.agent.name })}</p>
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

function AgentWords({ target: { agent } }: { target: TransferTarget }) {
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
