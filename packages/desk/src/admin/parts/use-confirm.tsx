import { App } from 'antd'
import { type ReactNode, useCallback } from 'react'
import { useTranslation } from 'react-i18next'

export interface Question {
  readonly title: string
  /** What will happen, in figures where there are any. */
  readonly body?: ReactNode
  /** The button's own words, the name of the act (「停用小林」), never 「确定」. */
  readonly act: string
  readonly danger?: boolean
}

/** Asks before what can't be undone or hits other people; resolves to whether it shall be done. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { modal } = App.useApp()
  const { t } = useTranslation('admin')
  return useCallback(
    ({ title, body, act, danger = false }) =>
      new Promise((resolve) => {
        modal.confirm({
          title,
          content: body,
          icon: null,
          okText: act,
          okButtonProps: { danger },
          cancelText: t('cancel'),
          autoFocusButton: 'cancel',
          onOk: () => resolve(true),
          onCancel: () => resolve(false),
        })
      }),
    [modal, t],
  )
}
