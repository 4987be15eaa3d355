// Builds the page where sources are newer than it, serves it, says the address and opens it with a
// sample in the browser of whoever sits at a terminal. `npm start -- --port 8080 --no-open`.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const built = join(root, 'dist/index.html')
const inputs = ['src', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']
const made = existsSync(built) ? statSync(built).mtimeMs : 0
if (inputs.some((path) => newest(join(root, path)) > made)) {
  console.log('Building the page …')
  const { status } = spawnSync('npm', ['run', '-s', 'build', '--', '--logLevel', 'error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

const flag = (name) => process.argv.indexOf(name)
const port = flag('--port') > 0 ? Number(process.argv[flag('--port') + 1]) : 4173
const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
const open = process.stdout.isTTY && !process.env.CI && hasScreen && flag('--no-open') < 0
const server = await preview({
  root,
  logLevel: 'error',
  preview: { port, open: open ? '/?sample=lenet5' : false },
})
const address = server.resolvedUrls.local[0]
console.log(`\nMoTrans Studio   ${address}`)
console.log(`with a sample    ${address}?sample=lenet5\n\nStop with Ctrl+C.`)
