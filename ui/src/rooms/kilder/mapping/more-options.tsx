import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Button, Dropdown, Field, Input, Option, SpinButton } from '@fluentui/react-components'
import { AddRegular, DismissRegular } from '@fluentui/react-icons'

import type { MappingColumn, MappingField, ProfileDraft } from '../../../generated/api'
import { useWords } from '../../../words/use-words'
import { literal, unliteral } from './draft'
import { WordInput } from './field-more'
import css from './mapping.module.css'

type Props = {
  draft: ProfileDraft
  fields: MappingField[]
  columns: MappingColumn[]
  onDraft: (draft: ProfileDraft) => void
}

function ColumnChoice({ label, value, columns, onChoose }: {
  label: string
  value: string
  columns: MappingColumn[]
  onChoose: (column: string) => void
}) {
  const { t } = useWords()
  return (
    <Dropdown
      size="small"
      className={css.source}
      aria-label={label}
      placeholder={t('mapping.chooseColumn')}
      value={value}
      selectedOptions={value === '' ? [] : [value]}
      onOptionSelect={(_, { optionValue }) => optionValue && onChoose(optionValue)}
    >
      {columns.map(({ name }) => (
        <Option key={name} value={name}>
          {name}
        </Option>
      ))}
    </Dropdown>
  )
}

function replacedAt<T>(list: T[], at: number, one: T | null): T[] {
  return list.flatMap((before, place) => (place !== at ? [before] : one === null ? [] : [one]))
}

function RemoveButton({ onRemove }: { onRemove: () => void }) {
  const { t } = useWords()
  return <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label={t('act.remove')} onClick={onRemove} />
}

function Skipped({ draft, columns, onDraft }: Props) {
  const { t } = useWords()
  const { ignore } = draft
  const set = (next: ProfileDraft['ignore']) => onDraft({ ...draft, ignore: next })
  return (
    <Field label={t('mapping.ignore')}>
      <div className={css.lines}>
        {ignore.map((rule, at) => (
          <div key={at} className={css.line}>
            <ColumnChoice
              label={t('mapping.ignoreColumn')}
              value={rule.column}
              columns={columns}
              onChoose={(column) => set(replacedAt(ignore, at, { ...rule, column }))}
            />
            <Input
              size="small"
              aria-label={t('mapping.ignoreText')}
              placeholder={t('mapping.ignoreText')}
              value={unliteral(rule.find)}
              onChange={(_, { value }) => set(replacedAt(ignore, at, { ...rule, find: literal(value) }))}
            />
            <RemoveButton onRemove={() => set(replacedAt(ignore, at, null))} />
          </div>
        ))}
        <Button size="small" icon={<AddRegular />} onClick={() => set([...ignore, { column: '', find: '' }])}>
          {t('mapping.ignoreAdd')}
        </Button>
      </div>
    </Field>
  )
}

function Split({ draft, fields, columns, onDraft }: Props) {
  const { t } = useWords()
  const field = fields.find(({ splits }) => splits)
  const { amounts } = draft
  if (field === undefined) return null
  const set = (next: ProfileDraft['amounts']) => onDraft({ ...draft, amounts: next })
  return (
    <Field label={t('mapping.split', { field: field.name })}>
      <div className={css.lines}>
        {amounts.map((amount, at) => (
          <div key={at} className={css.line}>
            <ColumnChoice
              label={t('mapping.splitColumn')}
              value={amount.column}
              columns={columns}
              onChoose={(column) => set(replacedAt(amounts, at, { ...amount, column }))}
            />
            <span aria-hidden="true">→</span>
            <WordInput
              label={t('mapping.splitValue', { field: field.name })}
              value={amount.sets[field.name] ?? ''}
              choices={field.choices}
              onChange={(value) => set(replacedAt(amounts, at, { ...amount, sets: { [field.name]: value } }))}
            />
            <RemoveButton onRemove={() => set(replacedAt(amounts, at, null))} />
          </div>
        ))}
        <Button
          size="small"
          icon={<AddRegular />}
          onClick={() => set([...amounts, { column: '', turned: false, sets: { [field.name]: '' } }])}
        >
          {t('mapping.splitAdd')}
        </Button>
      </div>
    </Field>
  )
}

function Balance({ draft, columns, onDraft }: Props) {
  const { t } = useWords()
  const { balance } = draft
  return (
    <Field label={t('mapping.balance')}>
      <div className={css.line}>
        <ColumnChoice
          label={t('mapping.balanceColumn')}
          value={balance?.column ?? ''}
          columns={columns}
          onChoose={(column) => onDraft({ ...draft, balance: { amount: '', ...balance, column } })}
        />
        {balance && (
          <>
            <span>{t('mapping.balanceOf')}</span>
            <ColumnChoice
              label={t('mapping.balanceAmount')}
              value={balance.amount}
              columns={columns}
              onChoose={(amount) => onDraft({ ...draft, balance: { ...balance, amount } })}
            />
            <RemoveButton onRemove={() => onDraft({ ...draft, balance: null })} />
          </>
        )}
      </div>
    </Field>
  )
}

function Rows({ label, value, onChange }: { label: string; value: number; onChange: (rows: number) => void }) {
  return (
    <Field label={label}>
      <SpinButton
        size="small"
        min={0}
        max={200}
        value={value}
        onChange={(_, data) => {
          const rows = data.value ?? Number(data.displayValue)
          if (Number.isInteger(rows) && rows >= 0) onChange(rows)
        }}
      />
    </Field>
  )
}

/** What few tables need: rows to leave out, several columns of amounts, a running balance. */
export function MoreOptions(props: Props) {
  const { t } = useWords()
  const { draft, onDraft } = props
  return (
    <Accordion collapsible className={css.options}>
      <AccordionItem value="more">
        <AccordionHeader size="small">{t('mapping.options')}</AccordionHeader>
        <AccordionPanel className={css.optionPanel}>
          <div className={css.line}>
            <Rows
              label={t('mapping.rowsAbove')}
              value={draft.rows_above}
              onChange={(rows) => onDraft({ ...draft, rows_above: rows })}
            />
            <Rows
              label={t('mapping.rowsBelow')}
              value={draft.rows_below}
              onChange={(rows) => onDraft({ ...draft, rows_below: rows })}
            />
          </div>
          <Skipped {...props} />
          <Split {...props} />
          <Balance {...props} />
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  )
}
