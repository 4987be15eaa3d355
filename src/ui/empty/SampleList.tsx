// Models that come with the page and open at once.

import { useEffect, useState } from 'react'
import { openSample } from '../../store/opening'
import { readSampleList } from '../../store/sampleList'
import type { SampleModel } from '../../store/sampleList'
import { formatPercent } from '../format'
import { DigitPicture } from './DigitPicture'

export function SampleList() {
  const [list, setList] = useState<readonly SampleModel[]>([])
  useEffect(() => {
    const controller = new AbortController()
    readSampleList(controller.signal).then(setList, () => setList([]))
    return () => controller.abort()
  }, [])
  if (list.length === 0) return null
  return (
    <section aria-label="Samples">
      <h2>Or try one of these</h2>
      <div className="list">
        {list.map((sample, at) => (
          <button
            key={sample.id}
            className="sample"
            type="button"
            onClick={() => void openSample(sample)}
          >
            <span className="pic">
              <DigitPicture digit={[4, 2, 7, 3][at % 4]!} />
            </span>
            <span className="what">
              <b>{sample.title}</b>
              <span>{sample.description}</span>
            </span>
            <span className="nums" title="Of the float model, on MNIST's 10,000 test images">
              <b>{formatPercent(sample.floatTop1Percent / 100)}</b>
              <span className="muted">float, MNIST</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  )
}
