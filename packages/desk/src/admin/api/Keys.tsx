import type { CompatAnswer, CompatDoor, CompatKey } from '@duokefu/contract'
import { Button, Input, Modal } from 'antd'
import { Plus } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import { CopyLine } from '../parts/CopyLine.tsx'
import { timeWords } from '../parts/times.ts'
import { useConfirm } from '../parts/use-confirm.tsx'
import styles from './ApiPage.module.css'
import { compatApi } from './compat-api.ts'
import type { CompatAccess } from './use-compat.ts'

export interface KeysProps {
  door: CompatDoor
  compat: CompatAnswer
  access: CompatAccess
}

/** Keys of a door: made here, shown once, revoked at any time. */
export function Keys({ door, compat, access }: KeysProps) {
  const { t } = useTranslation('admin-api')
  const confirm = useConfirm()
  const [adding, setAdding] = useState(false)
  const keys = compat.keys.filter((key) => key.door === door)

  async function revoke(key: CompatKey): Promise<void> {
    const question = {
      title: t('keys.askRevoke', { name: key.name }),
      body: t(`keys.askRevokeBody.${door}`),
      act: t('keys.revokeOne', { name: key.name }),
      danger: true,
    }
    if (await confirm(question)) await access.does((id) => compatApi.revokeKey(id, key.id))
  }

  return (
    <Group label={t('keys.title')} help={t(`keys.help.${door}`)}>
      {keys.length === 0 ? null : (
        <ul className={styles.list}>
          {keys.map((key) => (
            <li key={key.id} className={styles.row}>
              <div className={styles.what}>
                <p>
                  {key.name} <code>…{key.hint}</code>
                </p>
                <p className={styles.quiet}>
                  <KeyFacts keyed={key} />
                </p>
              </div>
              <Button
                danger
                type="text"
                aria-label={t('keys.revokeOne', { name: key.name })}
                onClick={() => void revoke(key)}
              >
                {t('keys.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button
        className={styles.add ?? ''}
        icon={<Plus size={16} strokeWidth={1.75} aria-hidden="true" />}
        onClick={() => setAdding(true)}
      >
        {t('keys.add')}
      </Button>
      {adding ? <NewKey door={door} access={access} onClose={() => setAdding(false)} /> : null}
    </Group>
  )
}

function KeyFacts({ keyed: { createdAt, createdBy, usedAt, usedFrom } }: { keyed: CompatKey }) {
  const { t } = useTranslation('admin-api')
  const { t: tAdmin } = useTranslation('admin')
  const time = (at: number) => timeWords(at, Date.now(), tAdmin)
  const made = t('keys.made', { name: createdBy, time: time(createdAt) })
  const used =
    usedAt === null ? t('keys.unused') : t('keys.used', { time: time(usedAt), from: usedFrom ?? '' })
  return `${made} · ${used}`
}

/** Its name, then the key itself: the only time that it is told. */
function NewKey({ door, access, onClose }: { door: CompatDoor; access: CompatAccess; onClose: () => void }) {
  const { t } = useTranslation('admin-api')
  const { t: tAdmin } = useTranslation('admin')
  const id = useId()
  const [name, setName] = useState('')
  const [checked, setChecked] = useState(false)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const isWrong = checked && name.trim() === ''

  async function make(): Promise<void> {
    setChecked(true)
    if (name.trim() === '') return
    setMaking(true)
    const made = await access.does((accountId) => compatApi.addKey(accountId, door, name.trim()))
    setMaking(false)
    if (made !== null) setSecret(made.secret)
  }

  if (secret !== null)
    return (
      <Modal
        open
        title={t('keys.made1', { name: name.trim() })}
        onCancel={onClose}
        mask={{ closable: false }}
        footer={
          <Button type="primary" onClick={onClose}>
            {t('keys.kept')}
          </Button>
        }
      >
        <CopyLine value={secret} />
        <p className={styles.once}>{t('keys.once')}</p>
      </Modal>
    )
  return (
    <Modal
      open
      title={t('keys.add')}
      okText={t('keys.make')}
      cancelText={tAdmin('cancel')}
      confirmLoading={making}
      onOk={() => void make()}
      onCancel={onClose}
    >
      <Field
        label={t('keys.name')}
        htmlFor={`${id}-name`}
        help={t('keys.nameHelp')}
        error={isWrong ? t('keys.nameWrong') : null}
      >
        <Input
          id={`${id}-name`}
          value={name}
          maxLength={30}
          autoFocus
          autoComplete="off"
          status={isWrong ? 'error' : ''}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => void make()}
        />
      </Field>
    </Modal>
  )
}
