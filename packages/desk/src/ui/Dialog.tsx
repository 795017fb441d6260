import { lazy, type ReactNode, Suspense, useState } from 'react'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What happens, in a sentence; read out with the title. */
  description?: string
  /** `sheet` comes from below on a phone and fills 85 % of it. */
  kind?: 'dialog' | 'sheet'
  /** Buttons at the end, the safest first. */
  actions?: ReactNode
  children?: ReactNode
}

// Nobody sees a dialog first: what it is made of is fetched while the browser is idle, at the latest with the first one.
const fetchFrame = () => import('./DialogFrame.tsx')
const DialogFrame = lazy(async () => ({ default: (await fetchFrame()).DialogFrame }))

/** Fetches what dialogs are made of, so that the first one opens at once and without a network. */
export function prepareDialogs(): void {
  void fetchFrame().catch(() => {})
}

/** For what can't be undone or hits other people. Focus stays inside and goes back afterwards. */
export function Dialog(props: DialogProps) {
  const [wasOpen, setWasOpen] = useState(props.open)
  if (props.open && !wasOpen) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense fallback={null}>
      <DialogFrame {...props} />
    </Suspense>
  )
}
