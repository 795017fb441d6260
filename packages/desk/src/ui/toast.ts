/** One sentence, perhaps with an act: 「已结束与花花的会话 · 撤销」. */
export interface ToastMessage {
  readonly text: string
  readonly action?: { readonly text: string; readonly run: () => void }
  /** `alert` interrupts a screen reader: failures only. */
  readonly tone?: 'plain' | 'alert'
  /** Milliseconds; 5 s if not said. */
  readonly showMs?: number
}

export interface ShownToast extends ToastMessage {
  readonly id: number
}

let shown: ShownToast | null = null
let shows = 0
const listeners = new Set<() => void>()

function set(next: ShownToast | null): void {
  shown = next
  for (const listener of [...listeners]) listener()
}

/** One toast at a time: a new one takes the place of the old. */
export const toast = {
  show(message: ToastMessage): void {
    shows += 1
    set({ ...message, id: shows })
  },
  dismiss(): void {
    if (shown !== null) set(null)
  },
  current: (): ShownToast | null => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
