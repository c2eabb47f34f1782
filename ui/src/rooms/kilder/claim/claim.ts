import type { DiagnosticRow, MappingField } from '../../../generated/api'

/** The kinds of claims that can be entered. */
export const CLAIM_KINDS = ['skat-krav', 'atp-krav'] as const

/** One of them. */
export type ClaimKind = (typeof CLAIM_KINDS)[number]

/** Values by the fields' names. */
export type Values = Record<string, string>

// One claim is due on one day, whatever its lines are for.
const SHARED: readonly string[] = [
  'Kravmåned',
  'Kravkvartal',
  'Forfaldsdato',
  'Sidste rettidige dag',
  'Posteringsdato',
  'Kreditornr',
]

/** The fields that hold for the whole claim, and those of each line. */
export function parted(fields: MappingField[]): { shared: MappingField[]; own: MappingField[] } {
  const isShared = ({ name }: MappingField) => SHARED.includes(name)
  return { shared: fields.filter(isShared), own: fields.filter((field) => !isShared(field)) }
}

function isFilled(line: Values): boolean {
  return Object.values(line).some((value) => value.trim() !== '')
}

/** The lines as they are sent: those that hold anything, each with what holds for all. */
export function sentLines(shared: Values, lines: Values[]): Values[] {
  return lines.filter(isFilled).map((line) => ({ ...shared, ...line }))
}

/** A new line after the others: the payer is mostly the same. */
export function nextLine(lines: Values[]): Values {
  const payer = lines.at(-1)?.['P-SE-nr']
  return payer === undefined ? {} : { 'P-SE-nr': payer }
}

/** One fault, at its line (none when it is of the whole claim) and field. */
export type Fault = { line: number | null; field: string | null; message: string; isGrave: boolean }

/** A claim is read as a file whose first line is the header. */
const HEADER_LINES = 1

/** What is wrong, at the lines of the form. A field that is empty is a fault only once saving has been tried. */
export function faultsOf(diagnostics: DiagnosticRow[], lines: Values[], isTried: boolean): Fault[] {
  const filled = lines.flatMap((line, at) => (isFilled(line) ? [at] : []))
  return diagnostics.flatMap(({ severity, line, column, value, message, hint }) => {
    const isGrave = severity === 'rejected' || severity === 'refused'
    const isEmpty = (value ?? '').trim() === ''
    if (severity === 'note' || (isGrave && isEmpty && column !== null && !isTried)) return []
    const at = line === null ? null : (filled[line - HEADER_LINES - 1] ?? null)
    return [{ line: at, field: column, message: [message, hint].filter(Boolean).join(' '), isGrave }]
  })
}
