import { describe, expect, it } from 'vitest'

import { da } from './da'
import { en } from './en'
import { countText, megabytesText, secondsText } from './use-words'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value, `${path}${key}.`),
  )
}

function holes(text: string): string[] {
  return (text.match(/\{\{\w+\}\}/g) ?? []).sort()
}

describe('the two languages', () => {
  it('have the same keys, no empty text, and the same holes to fill', () => {
    const english = new Map(leaves(en))
    for (const [key, danish] of leaves(da)) {
      const other = english.get(key) ?? ''
      expect(danish.trim(), key).not.toBe('')
      expect(other.trim(), key).not.toBe('')
      expect(holes(other), key).toEqual(holes(danish))
    }
    expect(english.size).toBe(leaves(da).length)
  })
})

describe('counts and times', () => {
  it('are written as Danes write them', () => {
    expect(countText(1996)).toBe('1.996')
    expect(countText(1_000_000)).toBe('1.000.000')
    expect(secondsText(812)).toBe('0,8')
    expect(megabytesText(33_412_345)).toBe('33,4')
  })
})
