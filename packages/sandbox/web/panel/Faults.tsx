import { type Faults as AllFaults, api, type Fault, type FaultKind } from '../api.ts'
import { useWords } from '../words.ts'

const ORDER: FaultKind[] = [
  'slow',
  'busy',
  'daily_limit',
  'dead',
  'lost_answer',
  'window_closed',
  'allowance_used',
  'duplicate_pushes',
  'dropped_pushes',
]

/** The switches that make WeChat misbehave: for the next call, or until switched off. */
export function Faults({ faults }: { faults: AllFaults }) {
  const { say } = useWords()
  const anything = ORDER.some((kind) => faults[kind].on)
  return (
    <section className="panel-part">
      <h2>
        {say('panel')}
        {anything ? (
          <button type="button" className="small-button" onClick={() => void api.noFaults()}>
            {say('allOff')}
          </button>
        ) : null}
      </h2>
      <ul className="faults">
        {ORDER.map((kind) => (
          <li key={kind}>
            <FaultRow kind={kind} fault={faults[kind]} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function FaultRow({ kind, fault }: { kind: FaultKind; fault: Fault }) {
  const { say } = useWords()
  const set = (changes: object) => void api.setFault(kind, changes)
  const position = !fault.on ? 'off' : fault.times === null ? 'always' : 'once'
  return (
    <div className="fault" data-on={fault.on || undefined}>
      <div className="fault-text">
        <span>{say(kind)}</span>
        <small>{fault.struck > 0 ? say('struck', { n: fault.struck }) : say(`${kind}Hint`)}</small>
      </div>
      <fieldset className="choice" aria-label={say(kind)}>
        <button type="button" aria-pressed={position === 'off'} onClick={() => set({ on: false })}>
          {say('off')}
        </button>
        <button type="button" aria-pressed={position === 'once'} onClick={() => set({ on: true, times: 1 })}>
          {say('once')}
        </button>
        <button type="button" aria-pressed={position === 'always'} onClick={() => set({ on: true })}>
          {say('always')}
        </button>
      </fieldset>
    </div>
  )
}
