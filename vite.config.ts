// The page and its tests. Relative base: the built page works from any folder of any static host.
// tfjs, Monaco, charts, zip and HDF5 are imported dynamically, so each is a chunk of its own.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const tests = { environment: 'node', globals: false } as const

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1200, assetsInlineLimit: 4096 },
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { ...tests, name: 'unit', include: ['src/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          ...tests,
          name: 'firmware',
          include: ['e2e/firmware/**/*.firmware.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
