// One sample as a picture, as the data has it.

import { useEffect, useRef } from 'react'
import type { Dataset } from '../../datasets/dataset'

function paint(context: CanvasRenderingContext2D, dataset: Dataset, index: number): void {
  const [height, width, channels] = dataset.shape
  const size = height * width * channels
  const image = context.createImageData(width, height)
  const { pixels, values } = dataset
  const own = values?.subarray(index * size, (index + 1) * size)
  const low = own ? Math.min(...own) : 0
  const high = own ? Math.max(...own) : 255
  const byte = (at: number) =>
    pixels
      ? (pixels[index * size + at] ?? 0)
      : (255 * ((own?.[at] ?? 0) - low)) / Math.max(1e-9, high - low)
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++)
      image.data[4 * i + c] = byte(i * channels + Math.min(c, channels - 1))
    image.data[4 * i + 3] = 255
  }
  context.putImageData(image, 0, 0)
}

export function SamplePicture({ dataset, index }: { dataset: Dataset; index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [height, width] = dataset.shape
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context) paint(context, dataset, index)
  }, [dataset, index])
  return <canvas ref={canvas} width={width} height={height} aria-hidden="true" />
}
