import { X } from 'lucide-react'
import { useState } from 'react'
import { api, type Fan } from '../api.ts'
import type { State } from '../store.ts'
import { useWords } from '../words.ts'
import { Faults } from './Faults.tsx'
import { Pushes } from './Pushes.tsx'
import { Rights } from './Rights.tsx'
import { WechatView } from './WechatView.tsx'

type PanelProps = { state: State; person: Fan | null; onClose: () => void }

/** WeChat's side of things: what it counts, how it can fail, what it pushed. */
export function Panel({ state, person, onClose }: PanelProps) {
  const { say } = useWords()
  const [sure, setSure] = useState(false)

  function handleReset() {
    if (sure) void api.reset()
    setSure(!sure)
  }

  return (
    <aside className="panel" aria-label={say('panel')}>
      <button type="button" className="panel-close" aria-label={say('close')} onClick={onClose}>
        <X size={20} aria-hidden />
      </button>
      {state.account === null ? null : <WechatView account={state.account} person={person} />}
      {state.account === null ? null : <Rights account={state.account.account} />}
      {state.faults === null ? null : <Faults faults={state.faults} />}
      <Pushes pushes={state.pushes} people={state.people} />
      <button type="button" className="panel-reset" data-sure={sure || undefined} onClick={handleReset}>
        {say(sure ? 'resetSure' : 'reset')}
      </button>
    </aside>
  )
}
