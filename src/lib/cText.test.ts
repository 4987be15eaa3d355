import { expect, test } from 'vitest'
import {
  cIdentifier,
  floatLiteral,
  intLiteral,
  numberLines,
  plainText,
  uniqueIdentifiers,
} from './cText'

test('identifiers keep what C and file systems take', () => {
  expect(cIdentifier('LeNet-5 (32×32)', 'model')).toBe('LeNet_5_32_32')
  expect(cIdentifier('Ziffern für Große', 'model')).toBe('Ziffern_fur_Gro_e')
  expect(cIdentifier('../../etc/passwd', 'm')).toBe('etc_passwd')
  expect(cIdentifier('', 'sketch')).toBe('sketch')
  expect(cIdentifier('日本', 'sketch')).toBe('sketch')
  expect(cIdentifier('3dnet', 'sketch')).toBe('sketch_3dnet')
  expect(cIdentifier('x'.repeat(99), 'm')).toHaveLength(40)
})

test('identifiers are never keywords, libraries or devices', () => {
  for (const name of ['int', 'class', 'Servo', 'WIRE', 'con', 'COM1', 'main', 'model', 'nn'])
    expect(cIdentifier(name, 'sketch')).toBe(`${name}_model`)
})

test('equal names get numbers, also where a number is taken', () => {
  expect(uniqueIdentifiers(['a', 'a', 'a-2', 'b', ''], 'step')).toEqual([
    'a',
    'a_2',
    'a_2_2',
    'b',
    'step',
  ])
})

test('plain text can end no comment, continue no line, make no trigraph, tag or link', () => {
  const hostile = [
    '*/ int x; /*',
    'line\\\n#include "/etc/passwd"',
    '??/ ??=',
    '<script>alert(1)</script>',
    '[a](javascript:x) `b` **c** | d',
    '$(shell rm) %:include',
    '\u2028\u0000\u202e',
  ]
  for (const text of hostile) expect(plainText(text)).toMatch(/^[A-Za-z0-9 .,:;()+=_-]+$/)
  expect(plainText('- # list')).toBe('_ list')
  expect(plainText('')).toBe('unnamed')
  expect(plainText('x'.repeat(99))).toHaveLength(60)
})

test('integers at the ends of their types', () => {
  expect(intLiteral(-2147483648)).toBe('(-2147483647 - 1)')
  expect(intLiteral(4294967295)).toBe('4294967295u')
  expect(intLiteral(-7)).toBe('-7')
  expect(() => intLiteral(0.5)).toThrow('not an integer')
})

test('floats read back as the same float32', () => {
  for (const value of [1 / 255, 1, 0.1, 3e-39, 65504, 1e30])
    expect(Math.fround(Number(floatLiteral(value).slice(0, -1)))).toBe(Math.fround(value))
  expect(floatLiteral(100000000)).toMatch(/[.e]/)
  expect(() => floatLiteral(NaN)).toThrow('finite')
})

test('numbers are broken into lines', () => {
  const text = numberLines([1, -128, 127, 4], { indent: '  ', width: 12 })
  expect(text).toBe('  1, -128,\n  127, 4,')
})
