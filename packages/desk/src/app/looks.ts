import { changeLanguage } from '../locales/i18n.ts'
import { readPreference, subscribePreferences } from '../ui/preferences.ts'
import { setShortcutsEnabled } from '../ui/shortcuts.ts'

/** Keeps the page's theme, density, language and keys as this browser's owner wants them. */
export function startLooks(): void {
  let language = readPreference('language')
  apply()
  subscribePreferences(() => {
    apply()
    const wanted = readPreference('language')
    if (wanted === language) return
    language = wanted
    void changeLanguage(wanted)
  })
}

function apply(): void {
  const { dataset } = document.documentElement
  const theme = readPreference('theme')
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  dataset.density = readPreference('density')
  setShortcutsEnabled(readPreference('shortcuts') === 'on')
}
