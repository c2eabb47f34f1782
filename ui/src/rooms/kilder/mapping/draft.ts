import type { FieldDraft, MappingColumn, MappingField, ProfileDraft } from '../../../generated/api'

/** Where a field comes from, as the form offers it. */
export type Source = { type: 'none' } | { type: 'column'; name: string } | { type: 'value' } | { type: 'ask' }

/** A profile that says nothing yet. */
export function emptyDraft(kind: string, name: string): ProfileDraft {
  return {
    name,
    kind,
    headers: [],
    delimiter: null,
    encoding: null,
    sheet: null,
    rows_above: 0,
    rows_below: 0,
    decimal: null,
    dates: null,
    ignore: [],
    balance: null,
    amounts: [],
    fields: [],
  }
}

/** A file's name without its ending and without the month in it: a profile is for every month. */
export function profileName(file: string): string {
  const stem = file.replace(/\.[^.]+$/, '')
  const timeless = stem.replace(/[-_ ]*(20\d{2}[-_. ]?(0[1-9]|1[0-2])|(0[1-9]|1[0-2])[-_. ]20\d{2})([-_. ]?[0-3]\d)?/g, '')
  return timeless.trim() === '' ? stem : timeless.trim()
}

function emptyField(field: string): FieldDraft {
  return {
    field,
    column: null,
    value: null,
    ask: false,
    turned: false,
    decimal: null,
    dates: null,
    months_back: 0,
    translate: {},
    patterns: [],
  }
}

/** What the draft says of a field. */
export function fieldOf(draft: ProfileDraft, field: string): FieldDraft | undefined {
  return draft.fields.find((one) => one.field === field)
}

/** Where a field comes from. */
export function sourceOf(said: FieldDraft | undefined): Source {
  if (said === undefined) return { type: 'none' }
  if (said.column !== null) return { type: 'column', name: said.column }
  return said.ask ? { type: 'ask' } : { type: 'value' }
}

function withField(draft: ProfileDraft, field: string, said: FieldDraft | null): ProfileDraft {
  const others = draft.fields.filter((one) => one.field !== field)
  return { ...draft, fields: said === null ? others : [...others, said] }
}

/** The draft with a field from somewhere else. What was said of another column does not hold for this one. */
export function withSource(draft: ProfileDraft, field: string, source: Source): ProfileDraft {
  switch (source.type) {
    case 'none':
      return withField(draft, field, null)
    case 'column':
      return withField(draft, field, { ...emptyField(field), column: source.name })
    case 'value':
      return withField(draft, field, { ...emptyField(field), value: '' })
    case 'ask':
      return withField(draft, field, { ...emptyField(field), ask: true })
  }
}

/** The draft with something more said of a field. */
export function withSaid(draft: ProfileDraft, field: string, said: Partial<FieldDraft>): ProfileDraft {
  const before = fieldOf(draft, field)
  return before === undefined ? draft : withField(draft, field, { ...before, ...said })
}

/** The fields that a column goes to. */
export function usesOf(draft: ProfileDraft, column: string): string[] {
  const fields = draft.fields.filter((one) => one.column === column).map((one) => one.field)
  const amounts = draft.amounts.filter((one) => one.column === column).flatMap((one) => Object.values(one.sets))
  const balance = draft.balance?.column === column ? ['Saldo'] : []
  return [...fields, ...amounts, ...balance]
}

/** What the column leaves open and the user must say: nothing where it can be read in one way only. */
export function openOf(field: Pick<MappingField, 'holds'>, column: MappingColumn | undefined) {
  const { holds } = field
  const isDated = holds === 'date' || holds === 'time' || holds === 'month' || holds === 'quarter'
  const several = (forms: string[] | undefined) => (forms !== undefined && forms.length > 1 ? forms : [])
  return {
    decimals: holds === 'amount' ? several(column?.decimals) : [],
    dates: isDated ? several(column?.dates) : [],
    /** A month that is taken from a date may be the one before it. */
    monthsBack: holds === 'month' && (column?.dates.length ?? 0) > 0,
  }
}

/** The draft as it is sent: a fixed value that is still empty says nothing. */
export function sentDraft(draft: ProfileDraft, file: string): ProfileDraft {
  const says = (one: FieldDraft) => one.column !== null || one.ask || (one.value ?? '').trim() !== ''
  return {
    ...draft,
    // A name is asked for when it is saved; a look needs none.
    name: draft.name.trim() === '' ? file : draft.name.trim(),
    fields: draft.fields.filter(says),
    ignore: draft.ignore.filter(({ column, find }) => column !== '' && find !== ''),
    amounts: draft.amounts.filter(({ column, sets }) => column !== '' && Object.values(sets).every((value) => value !== '')),
    balance: draft.balance !== null && draft.balance.column !== '' && draft.balance.amount !== '' ? draft.balance : null,
  }
}

/** Text that a regular expression finds as it stands. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The text behind a regular expression that finds it as it stands; the expression itself where it is another. */
export function unliteral(find: string): string {
  const text = find.replace(/\\([.*+?^${}()|[\]\\])/g, '$1')
  return literal(text) === find ? text : find
}
