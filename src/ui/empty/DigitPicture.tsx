// A digit as the built-in generator draws it, for the list of samples.

import { useEffect, useState } from 'react'
import type { Dataset } from '../../datasets/dataset'
import { SamplePicture } from '../accuracy/SamplePicture'

export function DigitPicture({ digit }: { digit: number }) {
  const [digits, setDigits] = useState<Dataset | null>(null)
  useEffect(() => {
    let wanted = true
    void import('../../datasets/generatedDigits').then(({ generateDigits }) => {
      if (wanted) setDigits(generateDigits(10, 3))
    })
    return () => {
      wanted = false
    }
  }, [])
  return (
    digits && (
      <SamplePicture dataset={digits} index={Math.max(0, digits.labels?.indexOf(digit) ?? 0)} />
    )
  )
}
