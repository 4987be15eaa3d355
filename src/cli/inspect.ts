// motrans inspect: the layers of a model and what they cost on any board.

import { boardEnergyJoules } from '../boards/energy'
import { boards } from '../boards/index'
import { plan } from '../compile/compile'
import { defaultOptions } from '../compile/plan'
import { kernelsText, latencyAmount, latencyBasis, latencyLimit } from '../compile/latencyText'
import type { Plan } from '../compile/plan'
import type { Imported } from '../importers/index'
import { formatDiagnostic } from '../lib/diagnostics'
import { formatShape } from '../model/model'
import { layerOf } from '../layers/index'
import { formatCount, formatTable } from './formatTable'
import type { Command } from './main'
import { chooseBoard, openModel } from './openModel'
import { readStreaming, streamingUsage } from './readStreaming'

export const inspect: Command = {
  usage: `inspect MODEL… [--board ID] ${streamingUsage} [--json]`,
  about: 'The layers of a model: shapes, connections, parameters, MACs, bytes.',
  flags: { board: 'value', streaming: 'value', json: 'switch' },
  run: async ({ words, values, switches }, tell) => {
    const json = switches.has('json')
    const imported = await openModel(words, json ? () => undefined : tell)
    const board = chooseBoard(values['board'] ?? boards[0]?.id)
    const streaming = readStreaming(values['streaming'])
    const made = plan(imported.model, board, { ...defaultOptions, streaming })
    return json
      ? JSON.stringify(describeModel(imported, made), null, 2)
      : printModel(imported, made)
  },
}

/** What a machine reads. */
export function describeModel(
  { model, format, diagnostics, readBytes, dropped }: Imported,
  made: Plan,
) {
  const byId = new Map(made.layers.map((layer) => [layer.node, layer]))
  const { energy: _, ...total } = made.total
  return {
    name: model.name,
    format,
    readBytes,
    supported: made.supported,
    inputs: model.nodes.filter(({ kind }) => kind === 'input').map(({ id }) => id),
    outputs: model.outputs,
    output: model.output,
    preprocessing: model.preprocessing,
    total: {
      ...total,
      energyJoules: made.total.energy.totalJoules,
      arenaBytes: made.memory.arenaBytes,
    },
    ...(made.latency
      ? {
          latency: made.latency,
          boardEnergyJoules: boardEnergyJoules(made.board, made.latency.seconds),
        }
      : {}),
    layers: model.nodes.map(({ id, name, kind, attrs, inputs, origin }) => {
      const cost = byId.get(id)
      return {
        id,
        name,
        kind,
        className: origin?.className,
        attrs,
        inputs,
        shape: cost?.shape,
        connections: cost?.connections ?? 0,
        parameters: cost?.parameters ?? 0,
        macs: cost?.macs ?? 0,
        activationBytes: cost?.activationBytes ?? 0,
        flashBytes: cost?.flashBytes ?? 0,
        ...(made.latency ? { cycles: cost?.cycles ?? 0 } : {}),
        ...(cost?.instructions === undefined ? {} : { instructions: cost.instructions }),
      }
    }),
    dropped,
    diagnostics: [...diagnostics, ...made.diagnostics],
  }
}

/** What one inference takes on the board, where that is known. */
export function describeLatency(made: Plan): string[] {
  const { board, latency } = made
  if (!latency) return []
  const { seconds } = latency
  const joules = boardEnergyJoules(board, seconds)
  const thousandths = (n: number) => Number((1000 * n).toPrecision(3))
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  const limit = plain(latencyLimit(latency))
  const amount = plain(latencyAmount(latency, board))
  return [
    '',
    `on ${board.name}: ${thousandths(seconds)} ms per inference, ${amount} (estimated, ${limit})`,
    `${thousandths(joules)} mJ at its active power of ${board.activePowerWatts} W (estimated)`,
    plain(latencyBasis(latency, board)),
    ...[kernelsText(made) ?? []].flat(),
  ]
}

function printModel({ model, format, readBytes }: Imported, made: Plan): string {
  const byId = new Map(made.layers.map((layer) => [layer.node, layer]))
  const counted = made.latency?.instructions !== undefined
  const rows = model.nodes.map(({ id, name, kind }) => {
    const cost = byId.get(id)
    return [
      name,
      layerOf(kind)?.label ?? 'unsupported',
      cost?.shape ? formatShape(cost.shape) : '?',
      ...[
        cost?.connections,
        cost?.parameters,
        cost?.macs,
        cost?.activationBytes,
        cost?.flashBytes,
        ...(counted ? [cost?.instructions] : []),
        ...(made.latency ? [cost?.cycles] : []),
      ].map((count) => formatCount(count ?? 0)),
    ]
  })
  const { connections, parameters, macs, activationBytes, flashBytes } = made.total
  const { cycles, instructions } = made.latency ?? {}
  const times = [instructions, cycles].filter((n) => n !== undefined)
  const counts = [connections, parameters, macs, activationBytes, flashBytes, ...times]
  const sums = counts.map(formatCount)
  const head = [
    'layer',
    'kind',
    'output',
    'connections',
    'parameters',
    'MACs',
    'activation',
    'flash',
    ...(counted ? ['instructions'] : []),
    ...(made.latency ? ['cycles'] : []),
  ]
  return [
    `${model.name}: ${format}, ${formatCount(readBytes)} bytes`,
    '',
    formatTable(head, [...rows, ['total', '', '', ...sums]]),
    ...describeLatency(made),
    ...made.diagnostics.map(formatDiagnostic),
  ].join('\n')
}
