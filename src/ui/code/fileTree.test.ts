import { expect, it } from 'vitest'
import { fileTree } from './fileTree'

it('lists files before folders, each folder once', () => {
  const files = ['net/net.ino', 'net/src/nn/nn.h', 'net/src/model.c', 'net/README.md'].map(
    (path) => ({ path, text: 'x' }),
  )
  expect(fileTree(files).map(({ depth, name }) => `${depth} ${name}`)).toEqual([
    '0 net',
    '1 net.ino',
    '1 README.md',
    '1 src',
    '2 model.c',
    '2 nn',
    '3 nn.h',
  ])
})
