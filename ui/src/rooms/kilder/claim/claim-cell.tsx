import { Dropdown, Input, Option } from '@fluentui/react-components'

import type { MappingField } from '../../../generated/api'
import { useWords } from '../../../words/use-words'
import type { Fault } from './claim'
import css from './claim.module.css'

const FORMS = ['date', 'month', 'quarter', 'amount', 'se'] as const

type Props = {
  field: MappingField
  label: string
  value: string
  fault: Fault | undefined
  onChange: (value: string) => void
}

/** One value of a claim. What is wrong with it is told below, and here for those who hear the field. */
export function ClaimCell({ field, label, value, fault, onChange }: Props) {
  const { t } = useWords()
  const form = FORMS.find((one) => one === field.holds)
  const said = {
    'aria-label': label,
    'aria-invalid': fault?.isGrave === true,
    title: fault?.message ?? '',
  }
  if (field.choices.length > 0) {
    return (
      <Dropdown
        {...said}
        size="small"
        className={css.choice}
        value={value}
        selectedOptions={value === '' ? [] : [value]}
        onOptionSelect={(_, { optionValue }) => onChange(optionValue ?? '')}
      >
        {field.choices.map((choice) => (
          <Option key={choice} value={choice}>
            {choice}
          </Option>
        ))}
      </Dropdown>
    )
  }
  return (
    <Input
      {...said}
      size="small"
      className={css.input}
      value={value}
      placeholder={form ? t(`claim.form.${form}`) : ''}
      onChange={(_, data) => onChange(data.value)}
    />
  )
}
