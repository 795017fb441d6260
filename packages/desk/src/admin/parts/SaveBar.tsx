import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './SaveBar.module.css'
import { useLeavingGuard } from './use-leaving-guard.ts'

export interface SaveBarProps {
  /** How many fields differ from what is saved; with none the bar is not there. */
  changes: number
  /** Resolves to true when it was saved; a no is said by the page. */
  onSave: () => Promise<boolean>
  onDiscard: () => void
  /** The name of the act, if it isn't 「保存」. */
  act?: string
}

/** Sticks to the bottom while something is unsaved, and asks before the page is left with it. */
export function SaveBar({ changes, onSave, onDiscard, act }: SaveBarProps) {
  const { t } = useTranslation('admin')
  const [saving, setSaving] = useState(false)
  const leaving = useLeavingGuard(changes > 0)
  const words = t('unsaved', { total: changes })

  async function save(): Promise<boolean> {
    setSaving(true)
    try {
      return await onSave()
    } finally {
      setSaving(false)
    }
  }

  return (
    <>
      {changes === 0 ? null : (
        <div className={styles.bar} role="status">
          <span className={styles.words}>{words}</span>
          <Button onClick={onDiscard} disabled={saving}>
            {t('discard')}
          </Button>
          <Button type="primary" loading={saving} onClick={() => void save()}>
            {act ?? t('save')}
          </Button>
        </div>
      )}
      <Modal
        open={leaving.asked}
        title={words}
        onCancel={leaving.stay}
        footer={[
          <Button key="leave" danger onClick={leaving.leave}>
            {t('leaveUnsaved')}
          </Button>,
          <Button
            key="save"
            type="primary"
            loading={saving}
            onClick={() => void save().then((saved) => (saved ? leaving.leave() : leaving.stay()))}
          >
            {t('saveAndLeave')}
          </Button>,
        ]}
      >
        <p>{t('unsavedHelp')}</p>
      </Modal>
    </>
  )
}
