import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'zh-CN' | 'en'

/** One JSON file per namespace and language; Chinese is the source and in the first load. */
const chinese = import.meta.glob<Words>('./zh-CN/*.json', { eager: true, import: 'default' })
const english = import.meta.glob<Words>('./en/*.json', { import: 'default' })

interface Words {
  readonly [key: string]: string | Words
}

/** Starts the words in one language; English is fetched when it is asked for. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    defaultNS: 'shell',
    resources: { 'zh-CN': byNamespace(Object.entries(chinese)) },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await changeLanguage(language)
}

/** Changes the language of the page; resolves when its words are there. */
export async function changeLanguage(language: Language): Promise<void> {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'shell')) {
    const files = Object.entries(english).map(async ([path, load]) => [path, await load()] as const)
    for (const [namespace, words] of Object.entries(byNamespace(await Promise.all(files)))) {
      i18next.addResourceBundle('en', namespace, words)
    }
  }
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

function byNamespace(files: readonly (readonly [string, Words])[]): Record<string, Words> {
  return Object.fromEntries(
    files.map(([path, words]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), words]),
  )
}
