import {
  type CompatAddress,
  type CompatAnswer,
  type CompatDoor,
  newCompatAddressSchema,
} from '@duokefu/contract'
import { Button, Input } from 'antd'
import { X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Group } from '../../ui/Form.tsx'
import { timeWords } from '../parts/times.ts'
import styles from './ApiPage.module.css'
import { compatApi } from './compat-api.ts'
import type { CompatAccess } from './use-compat.ts'

export interface AddressesProps {
  door: CompatDoor
  compat: CompatAnswer
  access: CompatAccess
}

/** From where a door may be used, and who was turned away lately: that one is let in with a click. */
export function Addresses({ door, compat, access }: AddressesProps) {
  const { t } = useTranslation('admin-api')
  const { t: tAdmin } = useTranslation('admin')
  const addresses = compat.addresses.filter((address) => address.door === door)
  const refused = compat.refused.filter((each) => each.door === door)
  const add = async (range: string, note: string) =>
    (await access.does((id) => compatApi.addAddress(id, { door, range, note }))) !== null

  return (
    <Group label={t('addresses.title')} help={t('addresses.help')}>
      {addresses.length === 0 ? <p className={styles.warn}>{t('addresses.none')}</p> : null}
      {addresses.length === 0 ? null : (
        <ul className={styles.list}>
          {addresses.map((address) => (
            <AddressRow
              key={address.id}
              address={address}
              onRemove={() => void access.does((id) => compatApi.removeAddress(id, address.id))}
            />
          ))}
        </ul>
      )}
      <NewAddress door={door} onAdd={add} />
      {refused.length === 0 ? null : (
        <ul className={styles.list} aria-label={t('addresses.refused')}>
          {refused.map(({ address, at }) => (
            <li key={address} className={styles.row}>
              <div className={styles.what}>
                <p>{t('addresses.turnedAway', { address, time: timeWords(at, Date.now(), tAdmin) })}</p>
              </div>
              <Button
                size="small"
                aria-label={t('addresses.letInOne', { address })}
                onClick={() => void add(address, '')}
              >
                {t('addresses.letIn')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Group>
  )
}

function AddressRow({
  address: { range, note },
  onRemove,
}: {
  address: CompatAddress
  onRemove: () => void
}) {
  const { t } = useTranslation('admin-api')
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <p>
          <code>{range}</code> <span className={styles.quiet}>{note}</span>
        </p>
      </div>
      <Button
        type="text"
        icon={<X size={16} strokeWidth={1.75} aria-hidden="true" />}
        aria-label={t('addresses.removeOne', { range })}
        onClick={onRemove}
      />
    </li>
  )
}

function NewAddress({
  door,
  onAdd,
}: {
  door: CompatDoor
  onAdd: (range: string, note: string) => Promise<boolean>
}) {
  const { t } = useTranslation('admin-api')
  const id = useId()
  const [range, setRange] = useState('')
  const [note, setNote] = useState('')
  const [checked, setChecked] = useState(false)
  const parsed = newCompatAddressSchema.safeParse({ door, range, note })
  const isWrong = checked && !parsed.success

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    setChecked(true)
    if (!parsed.success || !(await onAdd(parsed.data.range, parsed.data.note))) return
    setRange('')
    setNote('')
    setChecked(false)
  }

  return (
    <form className={styles.newAddress} onSubmit={(event) => void add(event)}>
      <Input
        value={range}
        placeholder={t('addresses.hint')}
        aria-label={t('addresses.range')}
        aria-describedby={`${id}-error`}
        autoComplete="off"
        spellCheck={false}
        status={isWrong ? 'error' : ''}
        onChange={(event) => setRange(event.target.value)}
      />
      <Input
        value={note}
        maxLength={60}
        placeholder={t('addresses.note')}
        aria-label={t('addresses.note')}
        autoComplete="off"
        onChange={(event) => setNote(event.target.value)}
      />
      <Button htmlType="submit">{t('addresses.add')}</Button>
      {isWrong ? (
        <p className={styles.wrong} id={`${id}-error`} role="alert">
          {t('addresses.wrong')}
        </p>
      ) : null}
    </form>
  )
}
