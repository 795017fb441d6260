import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { PhoneApp } from './app/PhoneApp.tsx'
import { startPhoneWords } from './features/phone/words.ts'
import './ui/tokens.css'
import './ui/base.css'
import './features/phone/phone.css'

await startPhoneWords()

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no root')
createRoot(root).render(
  <StrictMode>
    <PhoneApp />
  </StrictMode>,
)
