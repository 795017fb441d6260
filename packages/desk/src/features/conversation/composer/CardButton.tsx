import type { ReplyCard } from '@duokefu/contract'
import { SquareStack } from 'lucide-react'
import { lazy, type RefObject, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../../ui/Dialog.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Popover } from '../../../ui/Popover.tsx'

const CardChooser = lazy(async () => {
  const part = await import('../../../cards/part.ts')
  await part.cardWords
  return { default: part.CardChooser }
})

export interface CardButtonProps {
  editor: RefObject<HTMLTextAreaElement | null>
  onPick: (card: ReplyCard) => void
}

/** 素材: 链接, 菜单, 小程序 at their button. */
export function CardButton({ editor, onPick }: CardButtonProps) {
  const { t } = useTranslation('conversation')
  const [open, setOpen] = useState(false)
  return (
    <Popover
      label={t('composer.cards')}
      width={392}
      side="top"
      align="start"
      open={open}
      onOpenChange={setOpen}
      finalFocus={editor}
      trigger={
        <IconButton label={t('composer.cards')} pressed={open}>
          <SquareStack size={20} strokeWidth={1.75} aria-hidden="true" />
        </IconButton>
      }
    >
      <Suspense fallback={null}>
        <CardChooser
          onPick={(card) => {
            onPick(card)
            setOpen(false)
          }}
        />
      </Suspense>
    </Popover>
  )
}

export interface CardSheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  onPick: (card: ReplyCard) => void
}

/** The same from below, on a phone. */
export function CardSheet({ open, onOpenChange, onPick }: CardSheetProps) {
  const { t } = useTranslation('conversation')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('composer.cards')} kind="sheet">
      <Suspense fallback={null}>
        <CardChooser
          onPick={(card) => {
            onPick(card)
            onOpenChange(false)
          }}
        />
      </Suspense>
    </Dialog>
  )
}
