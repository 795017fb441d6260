import { RotateCw } from 'lucide-react'
import { api, type Fan, type Push, type PushTry } from '../api.ts'
import { clockOf } from '../time.ts'
import { type Say, useWords } from '../words.ts'

type PushesProps = { pushes: Push[]; people: Fan[] }

/** The latest callbacks, each with its tries and what came back. */
export function Pushes({ pushes, people }: PushesProps) {
  const { say } = useWords()
  return (
    <section className="panel-part">
      <h2>{say('pushes')}</h2>
      {pushes.length === 0 ? <p className="quiet">{say('pushesEmpty')}</p> : null}
      <ol className="pushes">
        {pushes.map((push) => (
          <li key={push.id} className="push">
            <div className="push-head">
              <span className={`outcome ${push.outcome}`}>{say(`outcome_${push.outcome}`)}</span>
              <span className="push-what">
                {people.find((fan) => fan.id === push.personId)?.name ?? push.personId}
              </span>
              <code>{push.what}</code>
              <time>{clockOf(push.createdAt)}</time>
              <button
                type="button"
                className="icon-button"
                aria-label={say('again')}
                title={say('again')}
                onClick={() => void api.repeatPush(push.id)}
              >
                <RotateCw size={13} aria-hidden />
              </button>
            </div>
            <ol className="tries">
              {push.tries.map((tried, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: tries are only ever added at the end
                <li key={index}>
                  <span>{labelOf(tried, say)}</span>
                  <span className="try-ms">{tried.ms} ms</span>
                  <code>{answerOf(push, tried, say)}</code>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What came back: the text that the fan saw, else the answer as it was. */
function answerOf(push: Push, tried: PushTry, say: Say): string {
  if (tried.answer === '') return say('emptyAnswer')
  const shown = push.reply !== null && tried.outcome === 'answered' ? push.reply : null
  return shown?.type === 'text' ? shown.text : tried.answer
}

function labelOf(tried: PushTry, say: Say): string {
  const label = say(`try_${tried.outcome}`, { status: tried.status ?? '' })
  return tried.duplicate ? `${say('duplicate')} · ${label}` : label
}
