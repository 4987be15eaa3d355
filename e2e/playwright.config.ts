// Journeys through the built page, in the system's Chromium (CHROMIUM names another one). The page
// must have been built: `npm run build` (JOURNEY_DIST names another folder than dist).

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

const port = Number(process.env['JOURNEY_PORT'] ?? 4199)
const dist = process.env['JOURNEY_DIST'] ?? 'dist'
const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env['CHROMIUM'] ?? known.find((path) => existsSync(path))

export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.journey.ts',
  // By port: two runs at the same time must not clear each other's traces.
  outputDir: `../test-results/journeys-${port}`,
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
    command: `npx vite preview --outDir ${dist} --port ${port} --strictPort --logLevel error`,
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
})
