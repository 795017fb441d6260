import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { startLooks } from './app/looks.ts'
import { startWords } from './locales/i18n.ts'
import { readPreference } from './ui/preferences.ts'
import './ui/tokens.css'
import './ui/base.css'

startLooks()
await startWords(readPreference('language'))

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
