/** A cell that is copied: amounts are numbers to a spreadsheet, everything else stays the text it is. */
export type CopiedCell = { text: string; isNumber: boolean }

/** `−1.234,50` as a Danish spreadsheet reads it: `-1234,50`. */
export function plainNumber(text: string): string {
  return text.replace('\u2212', '-').replace(/\./g, '')
}

function shown({ text, isNumber }: CopiedCell): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ')
  return isNumber && /^\u2212?[\d.]+,\d\d$/.test(flat) ? plainNumber(flat) : flat
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** Rows as tabbed text. */
export function asText(rows: readonly CopiedCell[][]): string {
  return rows.map((row) => row.map(shown).join('\t')).join('\r\n')
}

/** Rows as a table in which a spreadsheet keeps codes as texts, leading zeros and all, and runs no formula. */
export function asHtml(rows: readonly CopiedCell[][]): string {
  const cell = (one: CopiedCell) => {
    const format = one.isNumber ? '' : ' style="mso-number-format:\'\\@\'"'
    return `<td${format}>${escaped(shown(one))}</td>`
  }
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</table>`
}

/** Puts rows on the clipboard of a copy event. */
export function copyRows(event: ClipboardEvent, rows: readonly CopiedCell[][]): void {
  event.clipboardData?.setData('text/plain', asText(rows))
  event.clipboardData?.setData('text/html', asHtml(rows))
  event.preventDefault()
}
