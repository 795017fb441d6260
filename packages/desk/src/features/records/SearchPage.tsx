import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useDeskStore, useMe } from '../../realtime/hooks.ts'
import { Button } from '../../ui/Button.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { RecordFilters } from './RecordFilters.tsx'
import { recordsApi } from './records-api.ts'
import styles from './SearchPage.module.css'
import { SessionList } from './SessionList.tsx'
import { WordList } from './WordList.tsx'

const filterNames = ['from', 'to', 'agent', 'customer', 'end'] as const

/** 记录: sessions of the account by dates, agent, customer and end, or words inside records; all of it in the address. */
export function SearchPage() {
  const { t, i18n } = useTranslation('records')
  const { api } = useDeskStore()
  const me = useMe()
  const [search, setSearch] = useSearchParams()
  const [mayExport, setMayExport] = useState(false)
  const q = search.get('q')?.trim() ?? ''
  const filter = Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = search.get(name)
      return value === null || value === '' ? [] : [[name, value]]
    }),
  )
  const change = (values: Readonly<Record<string, string>>) => {
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(values)) {
          if (value === '') next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true },
    )
  }

  return (
    <main className={styles.page} aria-label={t('title')}>
      <header className={styles.header}>
        <h1 className={styles.title}>{t('title')}</h1>
        <p className={styles.scope}>{t(me.role === 'agent' ? 'scopeOwn' : 'scopeAll')}</p>
        {mayExport ? (
          <ExportMenu
            label={t('export.list')}
            hrefOf={(format) => recordsApi.recordsFile(api.accountId, filter, format, i18n.language)}
          />
        ) : null}
      </header>
      <WordsForm key={q} q={q} onSearch={(words) => change({ q: words })} />
      <RecordFilters filter={filter} onChange={change} />
      {q.length >= 2 ? (
        <WordList q={q} filter={filter} />
      ) : (
        <SessionList filter={filter} onMayExport={setMayExport} />
      )}
    </main>
  )
}

function WordsForm({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { t } = useTranslation('records')
  const [words, setWords] = useState(q)
  const tooShort = [...words.trim()].length === 1

  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (!tooShort) onSearch(words.trim())
  }

  return (
    <search>
      <form className={styles.words} onSubmit={handleSubmit}>
        <input
          type="search"
          className={styles.field}
          value={words}
          placeholder={t('searchAll')}
          aria-label={t('searchAll')}
          aria-describedby={tooShort ? 'records-short' : undefined}
          onChange={(event) => {
            setWords(event.target.value)
            if (event.target.value === '') onSearch('')
          }}
        />
        <Button type="submit" disabled={tooShort}>
          {t('search')}
        </Button>
      </form>
      {tooShort ? (
        <p className={styles.help} id="records-short">
          {t('tooShort')}
        </p>
      ) : null}
    </search>
  )
}
