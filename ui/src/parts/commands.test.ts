import { describe, expect, it } from 'vitest'

import { keyText, matching } from './commands'

const commands = ['Gå til Kilder', 'Godkend …', 'Kør afstemning', 'Vis oktober 2026', 'A-skat (afstem)'].map((text) => ({ text }))

function check(typed: string, expected: string[]) {
  expect(matching(commands, typed).map(({ text }) => text), typed).toEqual(expected)
}

describe('the palette', () => {
  it('finds every word, what begins with it first', () => {
    check('', commands.map(({ text }) => text))
    check('g', ['Gå til Kilder', 'Godkend …', 'Kør afstemning'])
    check('kil', ['Gå til Kilder'])
    check('afst', ['Kør afstemning', 'A-skat (afstem)'])
    check('OKT 2026', ['Vis oktober 2026'])
    check('2026 okt', ['Vis oktober 2026'])
    check('kør kilder', [])
  })

  it('writes keys as people do', () => {
    expect(['Alt+ArrowLeft', 'j', 'Ctrl+z', 'F5', '?'].map(keyText)).toEqual(['Alt+←', 'J', 'Ctrl+Z', 'F5', '?'])
  })
})
