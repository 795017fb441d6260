import { Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface TypedConfirmProps {
  title: string
  body: ReactNode
  /** What must be typed, a figure: nobody deletes thousands of records by habit. */
  wanted: string
  act: string
  onConfirm: () => void
  onCancel: () => void
}

/** A question that is answered by typing a figure of it. */
export function TypedConfirm({ title, body, wanted, act, onConfirm, onCancel }: TypedConfirmProps) {
  const { t } = useTranslation('admin')
  const [typed, setTyped] = useState('')
  const fits = typed.trim() === wanted
  return (
    <Modal
      open
      title={title}
      okText={act}
      okButtonProps={{ danger: true, disabled: !fits }}
      cancelText={t('cancel')}
      onOk={onConfirm}
      onCancel={onCancel}
    >
      <p>{body}</p>
      <Input
        value={typed}
        inputMode="numeric"
        autoComplete="off"
        aria-label={t('typeToConfirm', { wanted })}
        placeholder={wanted}
        onChange={(event) => setTyped(event.target.value)}
        onPressEnter={() => (fits ? onConfirm() : undefined)}
      />
    </Modal>
  )
}
