// The built page in headless Chromium for benchmarks: a static server and a browser, closed after.

import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import type { Page } from '@playwright/test'
import { preview } from 'vite'

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The built page; BENCH_DIST names another one, to compare two states in turn. */
export const dist = process.env['BENCH_DIST'] ?? 'dist'
const port = Number(process.env['BENCH_PORT'] ?? 4299)

/** `npm run build` must have been run. */
export async function withPage<T>(use: (page: Page, address: string) => Promise<T>): Promise<T> {
  if (!existsSync(`${dist}/index.html`)) throw new Error(`no ${dist}: run npm run build`)
  const server = await preview({
    build: { outDir: dist },
    preview: { port, strictPort: true },
    logLevel: 'error',
  })
  try {
    return await withBrowser((page) => use(page, `http://localhost:${port}/`))
  } finally {
    await server.close()
  }
}

export async function withBrowser<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = process.env['CHROMIUM'] ?? known.find((path) => existsSync(path))
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    return await use(await browser.newPage({ viewport: { width: 1440, height: 900 } }))
  } finally {
    await browser.close()
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}
