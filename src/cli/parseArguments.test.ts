import { describe, expect, it } from 'vitest'
import { UserError } from '../lib/diagnostics'
import { parseArguments } from './parseArguments'

const flags = { board: 'value', data: 'list', json: 'switch' } as const

describe('parseArguments', () => {
  it('tells words, values, lists and switches apart', () => {
    const line = 'model.json shard.bin --data a.gz b.gz --board arduino-mega --json'
    const { words, values, lists, switches } = parseArguments(line.split(' '), flags)
    expect(words).toEqual(['model.json', 'shard.bin'])
    expect(values).toEqual({ board: 'arduino-mega' })
    expect(lists).toEqual({ data: ['a.gz', 'b.gz'] })
    expect([...switches]).toEqual(['json'])
  })
  it('takes --flag=value', () => {
    expect(parseArguments(['--board=uno', '--data=a', 'b'], flags)).toMatchObject({
      values: { board: 'uno' },
      lists: { data: ['a', 'b'] },
    })
  })
  it.each([
    [['--bord', 'uno'], '--bord'],
    [['--__proto__', 'x'], '--__proto__'],
    [['--json=1'], '--json=1'],
    [['--board'], '--board'],
    [['--board', '--json'], '--board'],
    [['--data'], '--data'],
  ])('names what is wrong in %j', (given, named) => {
    expect(() => parseArguments(given, flags)).toThrow(UserError)
    expect(() => parseArguments(given, flags)).toThrow(named)
  })
})
