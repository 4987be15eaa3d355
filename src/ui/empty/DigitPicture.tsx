// A digit as the built-in generator draws it, for the list of samples.

import { useEffect, useState } from 'react'
import type { Dataset } from '../../datasets/dataset'
import { SamplePicture } from '../accuracy/SamplePicture'

export function DigitPicture({ seed }: { seed: number }) {
  const [digits, setDigits] = useState<Dataset | null>(null)
  useEffect(() => {
    let wanted = true
    void import('../../datasets/generatedDigits').then(({ generateDigits }) => {
      if (wanted) setDigits(generateDigits(1, seed))
    })
    return () => {
      wanted = false
    }
  }, [seed])
  return digits && <SamplePicture dataset={digits} index={0} />
}
