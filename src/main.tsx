// Starts the page: with the project that was open, or with `?sample=lenet5` with that sample.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { beginWork } from './store/beginWork'
import { openSampleById } from './store/opening'
import { session } from './store/session'
import { App } from './ui/App'
import { Guard } from './ui/parts/Guard'
import { applyTheme } from './ui/parts/useTheme'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
applyTheme(session.getState().theme)
createRoot(root).render(
  <StrictMode>
    <Guard>
      <App />
    </Guard>
  </StrictMode>,
)

const sample = new URLSearchParams(location.search).get('sample')
// Once: a reload then brings back what was made of it.
if (sample) history.replaceState(null, '', location.pathname)
void beginWork(sample === null)
if (sample) void openSampleById(sample)
