import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { findHost } from './host'
import { App } from './shell/app'
import './shell/font.css'
import './shell/window.css'
import { startWords } from './words/start'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html holds #root')

const [host] = await Promise.all([findHost(), startWords()])
createRoot(root).render(
  <StrictMode>
    <App host={host} />
  </StrictMode>,
)
