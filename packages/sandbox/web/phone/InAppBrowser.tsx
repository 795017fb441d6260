import { useEffect, useState } from 'react'
import { api, type Fan } from '../api.ts'
import { useWords } from '../words.ts'
import { BrowserBar } from './BrowserBar.tsx'

type InAppBrowserProps = { person: Fan; url: string; onClose: () => void }

/** WeChat's own browser: the page in a frame, opened as this person; a page that refuses frames opens in a tab. */
export function InAppBrowser({ person, url, onClose }: InAppBrowserProps) {
  const { say, language } = useWords()
  const [framable, setFramable] = useState<boolean | null>(null)
  const [visit, setVisit] = useState(1)
  const { host } = new URL(url)
  const href = `/browse?${new URLSearchParams({ person: person.id, language, url })}`

  useEffect(() => {
    let left = false
    void api.framable(url).then((answer) => {
      if (!left) setFramable(answer.framable)
    })
    return () => {
      left = true
    }
  }, [url])

  return (
    <div className="browser">
      <BrowserBar
        title={host}
        actions={[
          { label: say('browserReload'), onPick: () => setVisit(visit + 1) },
          { label: say('browserTab'), href },
        ]}
        onClose={onClose}
      />
      {framable === true ? <iframe key={visit} className="browser-page" src={href} title={host} /> : null}
      {framable === false ? (
        <div className="wechat-page">
          <h2>{say('noFrame')}</h2>
          <p className="wechat-address">{url}</p>
          <p>{say('noFrameHint', { name: person.name })}</p>
          <a className="wechat-button" href={href} target="_blank" rel="noreferrer">
            {say('browserTab')}
          </a>
        </div>
      ) : null}
    </div>
  )
}
