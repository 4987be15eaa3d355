import { describe, expect, it } from 'vitest'
import { hasData } from '../lib/testData'
import { shapeSize } from '../model/model'
import type { Model } from '../model/model'
import { importModel } from './index'
import { readFiles, realModels } from './testFiles'

function countParameters(model: Model): number {
  return model.nodes
    .flatMap((node) => Object.values(node.weights))
    .reduce((sum, id) => sum + shapeSize(model.weights[id]?.shape ?? [NaN]), 0)
}

/** All that does not follow from the files' names; weights are named by their content. */
function nameless({ nodes, weights, ...rest }: Model) {
  const origins = nodes.map((node) => ({ ...node, origin: node.origin?.className }))
  return { ...rest, name: '', nodes: origins, weights: Object.keys(weights) }
}

const none = (): void => undefined

describe.skipIf(!hasData)('real models', () => {
  it.each(realModels.map((model) => [model.files[0] ?? '', model] as const))(
    '%s',
    async (_, row) => {
      const files = readFiles(...row.files)
      const { model, dropped, diagnostics, readBytes, unused } = await importModel(files, none)
      expect(model.nodes).toHaveLength(row.nodes)
      const foreign = dropped.filter(({ what }) => what.startsWith('weights of'))
      const left = foreign.reduce((bytes, { bytes: own }) => bytes + own, 0) / 4
      expect(countParameters(model) + left).toBe(row.parameters)

      const unknown = model.nodes.filter((node) => node.kind === 'unknown')
      expect([...new Set(unknown.map((node) => node.attrs['className']))]).toEqual(row.unknown)
      const warned = diagnostics.filter((d) => d.code === 'import/unsupported-layer')
      expect(warned.map((d) => d.where?.node)).toEqual(unknown.map((node) => node.id))
      expect(diagnostics.some((d) => d.severity === 'error')).toBe(false)
      expect(unused).toEqual([])
      expect(readBytes).toBeGreaterThan(4 * countParameters(model))

      const seen = new Set<string>()
      for (const node of model.nodes) {
        expect(node.inputs.every((id) => seen.has(id))).toBe(true)
        expect(seen.has(node.id)).toBe(false)
        seen.add(node.id)
      }
      expect(seen.has(model.output)).toBe(true)
    },
  )

  it.each(
    realModels
      .filter((row) => row.files.length === 1)
      .map(({ files: [path = ''] }) => [path] as const),
  )('%s is the same model when it is called "unknown"', async (path) => {
    const files = readFiles(path)
    const renamed = files.map(({ bytes }) => ({ name: 'unknown', bytes }))
    const [one, other] = [await importModel(files, none), await importModel(renamed, none)]
    expect(other.model.name).toBe('unknown')
    expect(nameless(other.model)).toEqual(nameless(one.model))
  })
})
