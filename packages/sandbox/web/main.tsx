import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { connect } from './store.ts'
import './styles/base.css'
import './styles/people.css'
import './styles/phone.css'
import './styles/messages.css'
import './styles/composer.css'
import './styles/wechat.css'
import './styles/scan.css'
import './styles/panel.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
connect()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
