// Sums up test-results/: `N passed, N failed` alone on the last line; 1 if anything failed. A stage
// counts by its tests where it has some, otherwise as one; a stage that broke is a failure in any case.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2]
const read = (name) => {
  const path = join(folder, `${name}.json`)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** Vitest's and Playwright's JSON reports. */
function countOf(report) {
  if (report?.stats)
    return {
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      skipped: report.stats.skipped,
    }
  if (report?.numTotalTests !== undefined)
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  return { passed: 0, failed: 0, skipped: 0 }
}

let passed = 0
let failed = 0
for (const line of readFileSync(join(folder, 'stages.txt'), 'utf8').trim().split('\n')) {
  const [name, status] = line.split(' ')
  const report = read(name)
  const count = countOf(report)
  if (!report && status === '0') count.passed = 1
  if (status !== '0' && count.failed === 0) count.failed = 1
  passed += count.passed
  failed += count.failed
  const skipped = count.skipped ? `, ${count.skipped} not run` : ''
  console.log(`${name.padEnd(9)} ${count.passed} passed, ${count.failed} failed${skipped}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
