// Before the first paint, so that a dark desk never flashes white. The keys are those of app/preferences.ts.
;(() => {
  const root = document.documentElement
  const read = (name) => {
    try {
      return localStorage.getItem(`duokefu.${name}`)
    } catch {
      return null
    }
  }
  const theme = read('theme')
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  if (read('density') === 'compact') root.dataset.density = 'compact'
  if (read('language') === 'en') root.lang = 'en'
})()

// The pages' policy lets nothing be run that was text before; zod, which forms are checked with, need not try.
globalThis.__zod_globalConfig = { jitless: true }
