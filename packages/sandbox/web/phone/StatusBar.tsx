import { BatteryFull, Signal, Wifi } from 'lucide-react'
import { clockOf } from '../time.ts'

/** The top of any phone: the time and the three little pictures. */
export function StatusBar({ now }: { now: number }) {
  return (
    <div className="status-bar" aria-hidden>
      <span className="status-time">{clockOf(now)}</span>
      <span className="status-icons">
        <Signal size={16} strokeWidth={2.5} />
        <Wifi size={16} strokeWidth={2.5} />
        <BatteryFull size={20} strokeWidth={2} />
      </span>
    </div>
  )
}
