import { useEffect, useState, useSyncExternalStore } from 'react'
import styles from './Toast.module.css'
import { toast } from './toast.ts'

const SHOW_MS = 5_000

/** The place where `toast.show` appears; once per page, in F6's round. */
export function Toaster({ label }: { label: string }) {
  const shown = useSyncExternalStore(toast.subscribe, toast.current)
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (shown === null || held) return
    const timer = window.setTimeout(toast.dismiss, shown.showMs ?? SHOW_MS)
    return () => window.clearTimeout(timer)
  }, [shown, held])

  return (
    <section
      className={styles.place}
      aria-label={label}
      data-region={shown === null ? undefined : 'toast'}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role={shown?.tone === 'alert' ? 'alert' : 'status'}>
        {shown === null ? null : (
          <div className={styles.toast} key={shown.id}>
            <span className={styles.text}>{shown.text}</span>
            {shown.action === undefined ? null : (
              <button
                type="button"
                className={styles.action}
                onClick={() => {
                  setHeld(false)
                  toast.dismiss()
                  shown.action?.run()
                }}
              >
                {shown.action.text}
              </button>
            )}
          </div>
        )}
      </div>
    </section>
  )
}
