import { Dropdown, Option, OptionGroup } from '@fluentui/react-components'

import type { MappingColumn, MappingField, ProfileDraft } from '../../../generated/api'
import { useWords } from '../../../words/use-words'
import type { Source } from './draft'
import { fieldOf, sourceOf, withSource } from './draft'
import { FieldMore } from './field-more'
import css from './mapping.module.css'

const HOLDS = ['text', 'amount', 'cpr', 'se', 'date', 'time', 'month', 'quarter', 'code'] as const

type Props = {
  draft: ProfileDraft
  fields: MappingField[]
  columns: MappingColumn[]
  values: Record<string, string>
  unmapped: string[]
  onDraft: (draft: ProfileDraft) => void
  onValues: (values: Record<string, string>) => void
}

const COLUMN = 'column:'

function readSource(value: string): Source {
  if (value.startsWith(COLUMN)) return { type: 'column', name: value.slice(COLUMN.length) }
  return value === 'value' || value === 'ask' ? { type: value } : { type: 'none' }
}

function SourceChoice({ field, source, columns, onChoose }: {
  field: MappingField
  source: Source
  columns: MappingColumn[]
  onChoose: (source: Source) => void
}) {
  const { t } = useWords()
  const label =
    source.type === 'column' ? source.name : source.type === 'none' ? t('mapping.nowhere') : t(`mapping.${source.type}`)
  const value = source.type === 'column' ? COLUMN + source.name : source.type
  return (
    <Dropdown
      size="small"
      className={css.source}
      aria-label={t('mapping.sourceOf', { field: field.name })}
      value={label}
      selectedOptions={[value]}
      onOptionSelect={(_, { optionValue }) => onChoose(readSource(optionValue ?? 'none'))}
    >
      <Option value="none">{t('mapping.nowhere')}</Option>
      <OptionGroup label={t('mapping.columns')}>
        {columns.map(({ name, samples }) => (
          <Option key={name} value={COLUMN + name} text={name}>
            {name}
            {samples[0] !== undefined && <code className={css.optionSample}>{samples[0]}</code>}
          </Option>
        ))}
      </OptionGroup>
      <OptionGroup label={t('mapping.without')}>
        <Option value="value">{t('mapping.value')}</Option>
        <Option value="ask">{t('mapping.ask')}</Option>
      </OptionGroup>
    </Dropdown>
  )
}

function FieldRow({ field, ...props }: Props & { field: MappingField }) {
  const { t } = useWords()
  const { draft, columns, unmapped, onDraft } = props
  const source = sourceOf(fieldOf(draft, field.name))
  const holds = HOLDS.find((one) => one === field.holds)
  const isLacking = unmapped.includes(field.name)
  return (
    <tr data-lacking={isLacking}>
      <th scope="row">
        {field.name}
        {field.must && (
          <span className={css.must} title={t('mapping.must')}>
            <span aria-hidden="true"> *</span>
            <span className="visually-hidden"> {t('mapping.must')}</span>
          </span>
        )}
        <small>{holds ? t(`mapping.holds.${holds}`) : field.holds}</small>
      </th>
      <td>
        <SourceChoice
          field={field}
          source={source}
          columns={columns}
          onChoose={(chosen) => onDraft(withSource(draft, field.name, chosen))}
        />
      </td>
      <td>
        <FieldMore
          field={field}
          column={columns.find(({ name }) => source.type === 'column' && name === source.name)}
          draft={draft}
          values={props.values}
          onDraft={onDraft}
          onValues={props.onValues}
        />
      </td>
    </tr>
  )
}

/** Trepunkt's fields, and where each comes from. */
export function FieldList(props: Props) {
  const { t } = useWords()
  return (
    <section className={css.pane} aria-label={t('mapping.fields')}>
      <h3>{t('mapping.fields')}</h3>
      <div className={css.scrolling} tabIndex={0} role="region" aria-label={t('mapping.fields')}>
        <table className={css.fields}>
          <thead>
            <tr>
              <th scope="col">{t('mapping.field')}</th>
              <th scope="col">{t('mapping.source')}</th>
              <th scope="col">{t('mapping.reading')}</th>
            </tr>
          </thead>
          <tbody>
            {props.fields.map((field) => (
              <FieldRow key={field.name} {...props} field={field} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
