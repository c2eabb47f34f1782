import { expect, it } from 'vitest'

import { asHtml, asText } from './copy'

const rows = [
  [{ text: 'Felt', isNumber: false }, { text: 'Difference', isNumber: false }],
  [{ text: '0015', isNumber: false }, { text: '\u22121.234,50', isNumber: true }],
  [{ text: '=1<2', isNumber: false }, { text: '–', isNumber: true }],
]

it('amounts are copied as numbers, everything else as the text it is', () => {
  expect(asText(rows)).toBe('Felt\tDifference\r\n0015\t-1234,50\r\n=1<2\t–')
  expect(asHtml(rows)).toContain(`<td style="mso-number-format:'\\@'">0015</td><td>-1234,50</td>`)
  expect(asHtml(rows)).toContain('=1&lt;2')
})
