import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'zh-CN' | 'en'

/** One JSON file per namespace and language; Chinese is the source and in the first load, but for pages that are fetched later. */
const chinese = import.meta.glob<Words>(
  [
    './zh-CN/*.json',
    '!./zh-CN/login.json',
    '!./zh-CN/me.json',
    '!./zh-CN/devices.json',
    '!./zh-CN/keys.json',
  ],
  { eager: true, import: 'default' },
)
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

type Loaders = Record<string, () => Promise<Words>>

/** What is still to be fetched when English is asked for. */
const unfetched: Loaders[] = [english]

/** Changes the language of the page; resolves when its words are there. */
export async function changeLanguage(language: Language): Promise<void> {
  if (language === 'en') await Promise.all(unfetched.splice(0).map(fetchWords))
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/**
 * Adds the words of a part that is fetched when it is opened: Chinese at once, English now or when it is asked for.
 * Resolves when the present language has them; await it in the part's `lazy`.
 */
export async function addWords(
  chineseFiles: Record<string, unknown>,
  englishFiles: Record<string, () => Promise<unknown>>,
): Promise<void> {
  add('zh-CN', byNamespace(Object.entries(chineseFiles as Record<string, Words>)))
  if (i18next.language === 'en') await fetchWords(englishFiles as Loaders)
  else unfetched.push(englishFiles as Loaders)
}

async function fetchWords(loaders: Loaders): Promise<void> {
  const files = Object.entries(loaders).map(async ([path, load]) => [path, await load()] as const)
  add('en', byNamespace(await Promise.all(files)))
}

function add(language: Language, words: Record<string, Words>): void {
  for (const [namespace, bundle] of Object.entries(words))
    i18next.addResourceBundle(language, namespace, bundle)
}

function byNamespace(files: readonly (readonly [string, Words])[]): Record<string, Words> {
  return Object.fromEntries(
    files.map(([path, words]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), words]),
  )
}
