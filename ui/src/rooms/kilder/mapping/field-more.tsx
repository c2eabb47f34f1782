import { Checkbox, Dropdown, Input, Option } from '@fluentui/react-components'

import type { FieldDraft, MappingColumn, MappingField, ProfileDraft } from '../../../generated/api'
import { useWords } from '../../../words/use-words'
import { fieldOf, openOf, withSaid } from './draft'
import css from './mapping.module.css'

type Props = {
  field: MappingField
  column: MappingColumn | undefined
  draft: ProfileDraft
  values: Record<string, string>
  onDraft: (draft: ProfileDraft) => void
  onValues: (values: Record<string, string>) => void
}

/** One of a few words, or any text where there are none to choose from. */
export function WordInput({ label, value, choices, onChange }: {
  label: string
  value: string
  choices: string[]
  onChange: (value: string) => void
}) {
  const { t } = useWords()
  if (choices.length === 0) {
    return <Input size="small" aria-label={label} value={value} onChange={(_, data) => onChange(data.value)} />
  }
  return (
    <Dropdown
      size="small"
      className={css.word}
      aria-label={label}
      placeholder={t('mapping.choose')}
      value={value}
      selectedOptions={value === '' ? [] : [value]}
      onOptionSelect={(_, { optionValue }) => onChange(optionValue ?? '')}
    >
      {choices.map((choice) => (
        <Option key={choice} value={choice}>
          {choice}
        </Option>
      ))}
    </Dropdown>
  )
}

function Forms({ label, forms, chosen, textOf, onChoose }: {
  label: string
  forms: string[]
  chosen: string | null
  textOf: (form: string) => string
  onChoose: (form: string) => void
}) {
  const { t } = useWords()
  return (
    <Dropdown
      size="small"
      className={css.word}
      aria-label={label}
      placeholder={t('mapping.twoWays')}
      value={chosen === null ? '' : textOf(chosen)}
      selectedOptions={chosen === null ? [] : [chosen]}
      onOptionSelect={(_, { optionValue }) => optionValue && onChoose(optionValue)}
    >
      {forms.map((form) => (
        <Option key={form} value={form}>
          {textOf(form)}
        </Option>
      ))}
    </Dropdown>
  )
}

function Translations({ field, column, said, onSaid }: {
  field: MappingField
  column: MappingColumn
  said: FieldDraft
  onSaid: (said: Partial<FieldDraft>) => void
}) {
  const { t } = useWords()
  const foreign = [...new Set([...column.samples, ...Object.keys(said.translate)])]
  const unknown = foreign.filter((value) => value in said.translate || !field.choices.includes(value))
  const translate = (from: string, to: string) => {
    const others = Object.entries(said.translate).filter(([value]) => value !== from)
    onSaid({ translate: Object.fromEntries(to === '' ? others : [...others, [from, to]]) })
  }
  if (unknown.length === 0) return null
  return (
    <ul className={css.translations} aria-label={t('mapping.translations', { field: field.name })}>
      {unknown.map((value) => (
        <li key={value}>
          <code>{value}</code> →{' '}
          <WordInput
            label={t('mapping.translate', { value })}
            value={said.translate[value] ?? ''}
            choices={field.choices}
            onChange={(to) => translate(value, to)}
          />
        </li>
      ))}
    </ul>
  )
}

/** What the chosen source leaves open; nothing is asked that the column answers. */
export function FieldMore({ field, column, draft, values, onDraft, onValues }: Props) {
  const { t } = useWords()
  const said = fieldOf(draft, field.name)
  if (said === undefined) return null
  const change = (more: Partial<FieldDraft>) => onDraft(withSaid(draft, field.name, more))
  if (said.column === null) {
    const isAsked = said.ask
    return (
      <WordInput
        label={isAsked ? t('mapping.answerOf', { field: field.name }) : t('mapping.valueOf', { field: field.name })}
        value={isAsked ? (values[field.name] ?? '') : (said.value ?? '')}
        choices={field.choices}
        onChange={(value) => (isAsked ? onValues({ ...values, [field.name]: value }) : change({ value }))}
      />
    )
  }
  const { decimals, dates, monthsBack } = openOf(field, column)
  return (
    <div className={css.more}>
      {decimals.length > 0 && (
        <Forms
          label={t('mapping.decimalOf', { field: field.name })}
          forms={decimals}
          chosen={said.decimal}
          textOf={(form) => (form === 'comma' ? t('mapping.comma') : t('mapping.point'))}
          onChoose={(decimal) => change({ decimal })}
        />
      )}
      {dates.length > 0 && (
        <Forms
          label={t('mapping.datesOf', { field: field.name })}
          forms={dates}
          chosen={said.dates}
          textOf={(form) => form}
          onChoose={(form) => change({ dates: form })}
        />
      )}
      {monthsBack && (
        <Checkbox
          label={t('mapping.monthBefore')}
          checked={said.months_back === 1}
          onChange={(_, { checked }) => change({ months_back: checked === true ? 1 : 0 })}
        />
      )}
      {field.holds === 'amount' && (
        <Checkbox
          label={t('mapping.turned')}
          checked={said.turned}
          onChange={(_, { checked }) => change({ turned: checked === true })}
        />
      )}
      {field.choices.length > 0 && column && (
        <Translations field={field} column={column} said={said} onSaid={change} />
      )}
    </div>
  )
}
