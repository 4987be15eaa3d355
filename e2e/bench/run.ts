// All benchmarks, or those named: `npm run bench -- engine slider`. Each prints a table and a JSON line.
// Times depend on what else the machine does; ratios within one run do not.

import { benchEngine } from './engine.bench'
import { benchLoad } from './load.bench'
import { benchPageAccuracy } from './pageAccuracy.bench'
import { benchSlider } from './slider.bench'
import { benchTraining } from './training.bench'

const benches: Readonly<Record<string, () => Promise<void>>> = {
  engine: benchEngine,
  load: benchLoad,
  pageAccuracy: benchPageAccuracy,
  slider: benchSlider,
  training: benchTraining,
}

const wanted = process.argv.slice(2)
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  const bench = benches[name]
  if (!bench) throw new Error(`no benchmark ${name}; there are ${Object.keys(benches).join(', ')}`)
  await bench()
}
