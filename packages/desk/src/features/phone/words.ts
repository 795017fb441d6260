import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import chineseErrors from '../../locales/zh-CN/error.json'
import { readPreference } from '../../ui/preferences.ts'

type Words = Record<string, unknown>

/** A file per page and language; the phone loads none of the desk's. */
const chinese = import.meta.glob<Words>('./locales/zh-CN/*.json', { eager: true, import: 'default' })
const english = import.meta.glob<Words>('./locales/en/*.json', { import: 'default' })

/** Starts the words of the phone's pages, Chinese unless this browser was set to English. */
export async function startPhoneWords(): Promise<void> {
  const language = readPreference('language')
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh-CN',
    defaultNS: 'phone',
    resources: {
      'zh-CN': { ...named(Object.entries(chinese)), error: chineseErrors },
      ...(language === 'en' ? { en: await englishWords() } : {}),
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = language
}

async function englishWords(): Promise<Record<string, Words>> {
  const files = Object.entries(english).map(async ([path, load]) => [path, await load()] as const)
  const errors = await import('../../locales/en/error.json')
  return { ...named(await Promise.all(files)), error: errors.default }
}

function named(files: readonly (readonly [string, Words])[]): Record<string, Words> {
  return Object.fromEntries(
    files.map(([path, words]) => [path.slice(path.lastIndexOf('/') + 1, -'.json'.length), words]),
  )
}
