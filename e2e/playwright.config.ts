// Journeys through the built page, in the system's Chromium (CHROMIUM names another one). The page
// must have been built: `npm run build`.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

const port = Number(process.env['JOURNEY_PORT'] ?? 4199)
const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] ?? known.find((path) => existsSync(path))

export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.journey.ts',
  outputDir: '../test-results/journeys',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] === 'true',
  reporter: [
    ['list'],
    [
      'json',
      { outputFile: fileURLToPath(new URL('../test-results/journeys.json', import.meta.url)) },
    ],
  ],
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: ['--no-sandbox'] },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort --logLevel error`,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
})
