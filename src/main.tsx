// Starts the page. `?sample=lenet5` opens that sample at once.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openSampleById } from './store/openFiles'
import { session } from './store/session'
import { App } from './ui/App'
import { applyTheme } from './ui/parts/useTheme'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
applyTheme(session.getState().theme)
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

const sample = new URLSearchParams(location.search).get('sample')
if (sample) void openSampleById(sample)
