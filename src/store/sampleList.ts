// The models that come with the page, as public/samples/samples.json lists them.

export interface SampleModel {
  readonly id: string
  readonly file: string
  readonly title: string
  readonly description: string
  readonly floatTop1Percent: number
}

function isSample(value: unknown): value is SampleModel {
  const sample = value as Partial<SampleModel> | null
  return (
    typeof sample === 'object' &&
    sample !== null &&
    typeof sample.id === 'string' &&
    typeof sample.file === 'string' &&
    typeof sample.title === 'string' &&
    typeof sample.description === 'string' &&
    typeof sample.floatTop1Percent === 'number'
  )
}

export async function readSampleList(signal?: AbortSignal): Promise<readonly SampleModel[]> {
  const response = await fetch('samples/samples.json', { signal })
  const list: unknown = await response.json()
  return Array.isArray(list) ? list.filter(isSample) : []
}
