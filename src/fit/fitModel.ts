// Auto-fit: a model made to fit a board. Sensitivity layer by layer, candidates that fit by their
// costs, short trainings of which the better half goes on, a last long training of the best. Seeded
// and counted in steps: on the WebAssembly back end the same request gives the same models.

import type { TrainingData } from '../learning/trainOptions'
import { startBackend } from '../learning/startBackend'
import { bestOf, createTeller, describeCandidates, paretoOf } from './candidates'
import type { Tried } from './candidates'
import { chooseDrafts } from './chooseDrafts'
import type { Draft } from './chooseDrafts'
import { limitsOf } from './costs'
import type { FitContext, FitRequest, FitResult } from './fitOptions'
import { createJudge, firstOf, measureActivity } from './judge'
import type { Judge } from './judge'
import { measuredShares, measureSensitivity, toSensitivities } from './measureSensitivity'
import type { Curve } from './measureSensitivity'
import { createRun, forwardSteps, samplesFor } from './run'
import type { Run } from './run'
import { chooseSamples } from './samples'
import type { FitSamples } from './samples'
import { otherStructures } from './structures'
import { chooseLast, trainLast, tuneCandidates } from './tune'
import { cutWidths, widthGroups } from './widths'
import type { Base } from './widths'

const mostSensitivitySamples = 400
const fewestSamples = 50
/** Of all steps, at most so much goes into sensitivity. */
const sensitivityShare = 0.15
/** Of all steps, at most so much goes into judging one candidate once. */
const judgingShare = 0.005
/** Of all steps, what goes into choosing among candidates; the rest is for the best. */
const choosingShare = 0.4

/**
 * Throws UserError where budgets, board, model or data make no sense; rejects with the signal's reason
 * when aborted. When stopped, or where nothing fits, it still gives the best that there is.
 */
export async function fitModel(request: FitRequest, context: FitContext = {}): Promise<FitResult> {
  const { model, teacher = model, datasets, options } = request
  const limits = limitsOf(request.board, options.budgets)
  const run = createRun(options.steps, context)
  run.tell('sensitivity', 'reading samples')
  await startBackend(context.backend, context.wasmUrl)
  const samples = chooseSamples(model, datasets, options.seed)
  const base = await measureBase({ label: '', edits: [], model }, samples, run)
  const curves = await measureCurves(base, samples, run)
  const others = options.structure ? await measureOthers(request, samples, run) : []
  const drafts = await chooseDrafts(base, others, curves, limits, request, run)
  const judges = Math.max(fewestSamples, samplesFor(options.steps * judgingShare))
  const judge = await createJudge(teacher, firstOf(samples.judged, judges), run)
  const labelled = samples.training !== undefined
  const tell = createTeller(context, labelled)
  const first = await judgeDrafts(drafts, judge, run, tell)
  const fits = first.some(({ draft }) => draft.fits)
  const tried = fits ? await improve(request, first, judge, samples.training, run, tell) : first
  const stopped = context.shouldStop?.() ?? false
  return {
    candidates: describeCandidates(tried, labelled),
    sensitivity: toSensitivities(curves),
    best: pickBest(tried),
    models: new Map(
      [...paretoOf(tried)].flatMap((id) =>
        tried.flatMap((one) => (one.id === id ? [[id, one.model] as const] : [])),
      ),
    ),
    by: labelled ? 'accuracy' : 'importance',
    ended: fits ? (stopped ? 'stopped' : 'steps') : 'too-small',
    ...(labelled && samples.source
      ? { trained: { source: samples.source.name, parts: samples.source.parts } }
      : {}),
  }
}

function pickBest(tried: readonly Tried[]) {
  const { id, model } = bestOf(tried)
  return { id, model }
}

async function measureBase(base: Base, { measured }: FitSamples, run: Run): Promise<Base> {
  if (measured.count === 0) return base
  const activity = await measureActivity(base.model, measured, run)
  run.spend(forwardSteps(measured.count))
  return { ...base, activity }
}

async function measureCurves(
  base: Base,
  { judged }: FitSamples,
  run: Run,
): Promise<readonly Curve[]> {
  const groups = widthGroups(base.model)
  const each = (run.left() * sensitivityShare) / (groups.length * measuredShares.length || 1)
  const able = Math.max(fewestSamples, samplesFor(each))
  const some = firstOf(judged, Math.min(mostSensitivitySamples, able))
  const judge = await createJudge(base.model, some, run)
  return measureSensitivity(base, groups, judge, run)
}

async function measureOthers({ model }: FitRequest, samples: FitSamples, run: Run) {
  const measured: Base[] = []
  for (const other of otherStructures(model)) {
    if (await run.isOver()) break
    run.tell('candidates', other.label)
    measured.push(await measureBase(other, samples, run))
  }
  return measured
}

/** Before any training. When the run is over, the first alone. */
async function judgeDrafts(
  drafts: readonly Draft[],
  judge: Judge,
  run: Run,
  tell: (tried: readonly Tried[]) => void,
): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const draft of drafts) {
    if (tried.length > 0 && (await run.isOver())) break
    run.tell('candidates', draft.label)
    const model = cutWidths(draft.base, draft.widths, 'content')
    const judgement = await judge.judge(model)
    run.spend(forwardSteps(judge.count))
    tried.push({ id: tried.length + 1, draft, model, judgement, steps: 0 })
    tell(tried)
  }
  return tried
}

async function improve(
  request: FitRequest,
  first: readonly Tried[],
  judge: Judge,
  data: TrainingData | undefined,
  run: Run,
  tell: (tried: readonly Tried[]) => void,
): Promise<readonly Tried[]> {
  if (!data) return first
  const tuning = { request, data, judge, run, tell }
  const tuned = await tuneCandidates(tuning, first, run.left() * choosingShare)
  const best = await trainLast(tuning, chooseLast(tuned))
  const tried = tuned.map((one) => (one.id === best.id ? best : one))
  tell(tried)
  return tried
}
