import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { CornerDownLeft, Search } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDesk } from '../../realtime/hooks.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import styles from './FindDialog.module.css'
import { type Finding, findings } from './findings.ts'
import { useActs } from './use-acts.ts'

export interface FindDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Ctrl+K: finds a customer, a page or a command by its words; ↑ ↓ choose, Enter goes. */
export function FindDialog({ open, onOpenChange }: FindDialogProps) {
  const { t } = useTranslation('find')
  const givesBack = useRef(true)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} aria-label={t('title')} finalFocus={() => givesBack.current}>
          <Palette
            onDone={(found) => {
              givesBack.current = !(found.kind === 'act' && found.act.takesFocus === true)
              onOpenChange(false)
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Palette({ onDone }: { onDone: (found: Finding) => void }) {
  const { t } = useTranslation('find')
  const navigate = useNavigate()
  const conversations = useDesk((desk) => desk.conversations)
  const accountId = useDesk((desk) => desk.account.id)
  const acts = useActs()
  const [query, setQuery] = useState('')
  const found = findings(query, { rows: conversations.values(), acts })

  function handlePick(finding: Finding): void {
    onDone(finding)
    switch (finding.kind) {
      case 'customer': {
        const list = { serving: 'serving', waiting: 'waiting', none: 'recent' }[finding.row.state]
        void navigate(`/desk/${accountId}/${list}/${encodeURIComponent(finding.openid)}`)
        return
      }
      case 'records':
        void navigate(`/desk/${accountId}/search?q=${encodeURIComponent(finding.query)}`)
        return
      case 'act':
        // After the palette is gone: it would close what opens under it.
        requestAnimationFrame(finding.act.run)
    }
  }

  return (
    <Autocomplete.Root
      inline
      open
      mode="none"
      autoHighlight="always"
      items={found}
      value={query}
      onValueChange={(value, { reason }) => {
        if (reason !== 'item-press') setQuery(value)
      }}
    >
      <div className={styles.field}>
        <Search size={20} strokeWidth={1.75} aria-hidden="true" />
        <Autocomplete.Input
          className={styles.input}
          placeholder={t('placeholder')}
          aria-label={t('placeholder')}
        />
      </div>
      <Autocomplete.List className={styles.list}>
        {found.map((finding) => (
          <Autocomplete.Item
            key={keyOf(finding)}
            value={finding}
            className={styles.item}
            onClick={() => handlePick(finding)}
          >
            <Words finding={finding} />
            <CornerDownLeft className={styles.enter} size={16} strokeWidth={1.75} aria-hidden="true" />
          </Autocomplete.Item>
        ))}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}

function Words({ finding }: { finding: Finding }) {
  const { t } = useTranslation('find')
  switch (finding.kind) {
    case 'customer': {
      const { row } = finding
      const name = row.remark ?? row.alias
      return (
        <>
          <Avatar name={name} hue={row.hue} size={24} />
          <span className={styles.name}>{name}</span>
          <span className={styles.kind}>{t(`state.${row.state}`)}</span>
        </>
      )
    }
    case 'act':
      return <span className={styles.name}>{finding.act.words}</span>
    case 'records':
      return (
        <>
          <Search size={16} strokeWidth={1.75} aria-hidden="true" />
          <span className={styles.name}>{t('records', { query: finding.query })}</span>
        </>
      )
  }
}

function keyOf(finding: Finding): string {
  switch (finding.kind) {
    case 'customer':
      return `customer ${finding.openid}`
    case 'act':
      return `act ${finding.act.id}`
    case 'records':
      return 'records'
  }
}
