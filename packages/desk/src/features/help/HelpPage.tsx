import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, NavLink, useParams } from 'react-router'
import { menuItem } from '../../ui/MenuLayout.tsx'
import styles from './HelpPage.module.css'
import { chapters, isTopic, type Topic, topics } from './topics.ts'

/** The text of a topic as HTML, by the path of its file. */
const articles = import.meta.glob<string>('./topics/*/*.md', { import: 'html' })

/** 使用说明: the list of topics and one of them; needs no login. */
export function HelpPage() {
  const { topic } = useParams()
  if (!isTopic(topic)) return <Navigate to={`/help/${topics[0]}`} replace />
  return <Help topic={topic} />
}

function Help({ topic }: { topic: Topic }) {
  const { t, i18n } = useTranslation('help')
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const titleOf = (each: Topic) => t(`topic.${each}`)
  const article = useArticle(pathOf(language, topic))
  const title = titleOf(topic)
  const at = topics.indexOf(topic)
  const next = topics[at + 1]

  useEffect(() => {
    document.title = t('documentTitle', { title })
  }, [t, title])

  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Link to="/" className={styles.product}>
          {t('product')}
        </Link>
        <span className={styles.name}>{t('name')}</span>
      </header>
      <div className={styles.body}>
        <nav className={styles.list} aria-label={t('name')}>
          {chapters.map((chapter) => (
            <section key={chapter.id}>
              <h2 className={styles.chapter}>{t(`chapter.${chapter.id}`)}</h2>
              <ul>
                {chapter.topics.map((each) => (
                  <li key={each}>
                    <NavLink className={menuItem} to={`/help/${each}`}>
                      {titleOf(each)}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <main className={styles.content} key={topic}>
          {/* On a phone the list is a choice above the text. */}
          <TopicChoice topic={topic} titleOf={titleOf} />
          {article === null ? null : (
            <article
              className={styles.article}
              // biome-ignore lint/security/noDangerouslySetInnerHtml: our own words, made HTML when the desk was built
              dangerouslySetInnerHTML={{ __html: article }}
            />
          )}
          {next === undefined ? null : (
            <Link className={styles.next} to={`/help/${next}`}>
              {t('next', { title: titleOf(next) })}
            </Link>
          )}
        </main>
      </div>
    </div>
  )
}

function TopicChoice({ topic, titleOf }: { topic: Topic; titleOf: (topic: Topic) => string }) {
  const { t } = useTranslation('help')
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.choice} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('all')}</summary>
      <ul>
        {topics.map((each) => (
          <li key={each}>
            <NavLink
              className={menuItem}
              to={`/help/${each}`}
              aria-current={each === topic ? 'page' : undefined}
            >
              {titleOf(each)}
            </NavLink>
          </li>
        ))}
      </ul>
    </details>
  )
}

function pathOf(language: string, topic: Topic): string {
  return `./topics/${language}/${topic}.md`
}

function useArticle(path: string): string | null {
  const [shown, setShown] = useState<{ readonly path: string; readonly article: string } | null>(null)
  useEffect(() => {
    let left = false
    void articles[path]?.().then((article) => {
      if (!left) setShown({ path, article })
    })
    return () => {
      left = true
    }
  }, [path])
  return shown?.path === path ? shown.article : null
}
