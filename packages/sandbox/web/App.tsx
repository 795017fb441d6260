import { Languages, SlidersHorizontal } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Panel } from './panel/Panel.tsx'
import { PeopleColumn } from './people/PeopleColumn.tsx'
import { Phone } from './phone/Phone.tsx'
import { openPhone, useStore } from './store.ts'
import { type Language, LanguageContext, sayIn } from './words.ts'

/** People · phone · misbehaviour. On a narrow screen the phone alone, with the two others behind it. */
export function App() {
  const state = useStore()
  const [language, setLanguage] = useState(readLanguage)
  const [personId, setPersonId] = useState(personOfUrl)
  const [drawer, setDrawer] = useState<'people' | 'panel' | null>(null)
  const say = sayIn(language)
  const person = state.people.find((fan) => fan.id === personId) ?? state.people[0]
  const log = person === undefined ? undefined : state.logs[person.id]

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = say('title')
  }, [language, say])
  useEffect(() => {
    if (person !== undefined && log === undefined) void openPhone(person.id)
  }, [person, log])
  useEffect(() => {
    const follow = () => setPersonId(personOfUrl())
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])

  function handlePick(id: string) {
    setPersonId(id)
    setDrawer(null)
    history.pushState(null, '', `/phone/${id}`)
  }
  function handleLanguage() {
    const next = language === 'zh' ? 'en' : 'zh'
    localStorage.setItem('sandbox.language', next)
    setLanguage(next)
  }

  return (
    <LanguageContext value={language}>
      <header className="banner">
        <span className="banner-text">{say('banner')}</span>
        <span className="banner-tools">
          <button
            type="button"
            className="banner-button"
            aria-label={language === 'zh' ? 'English' : '中文'}
            onClick={handleLanguage}
          >
            <Languages size={14} aria-hidden />
            <span className="banner-label">{language === 'zh' ? 'English' : '中文'}</span>
          </button>
          <button
            type="button"
            className="banner-button only-narrow"
            aria-label={say('panel')}
            onClick={() => setDrawer('panel')}
          >
            <SlidersHorizontal size={14} aria-hidden />
            <span className="banner-label">{say('panel')}</span>
          </button>
        </span>
      </header>
      <main className="columns" data-drawer={drawer ?? undefined}>
        <PeopleColumn state={state} personId={person?.id ?? null} onPick={handlePick} />
        <section className="stage" aria-label={say('title')}>
          {person === undefined || state.account === null ? null : (
            <Phone
              key={person.id}
              state={state}
              person={person}
              accountName={state.account.account.name}
              log={log ?? []}
              onPeople={() => setDrawer('people')}
            />
          )}
        </section>
        <Panel state={state} person={person ?? null} onClose={() => setDrawer(null)} />
      </main>
      {state.connected ? null : (
        <p className="offline" role="alert">
          {say('offline')}
        </p>
      )}
    </LanguageContext>
  )
}

function personOfUrl(): string | null {
  return /^\/phone\/([^/]+)/.exec(location.pathname)?.[1] ?? null
}

function readLanguage(): Language {
  return localStorage.getItem('sandbox.language') === 'en' ? 'en' : 'zh'
}
