import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Dropdown,
  Field,
  Input,
  Option,
  Radio,
  RadioGroup,
} from '@fluentui/react-components'
import { useState } from 'react'

import type { ExpectedDelivery, ExpectedFrom } from '../../generated/api'
import { sourceKinds } from '../../generated/words'
import { valueOf } from '../../parts/expected'
import { useWords } from '../../words/use-words'
import css from './calendar.module.css'
import type { Draft, DraftFaults } from './expectations'
import { expectationOf, faultsOf } from './expectations'

type Props = {
  /** What is changed; none for a new one. */
  before: ExpectedDelivery | null
  /** What a new one starts from, when it is of a known series. */
  start: ExpectedDelivery | null
  /** The first month of a new one. */
  from: string
  onSave: (after: ExpectedDelivery | null) => void
  onClose: () => void
}

function draftOf(start: ExpectedDelivery | null, from: string): Draft {
  if (start === null) return { kind: 'skat-krav', type: 'payer', value: '', from, to: '' }
  return { kind: start.kind, type: start.of.type, value: valueOf(start.of), from: start.from, to: start.to ?? '' }
}

function useFaultTexts() {
  const { t } = useWords()
  return (faults: DraftFaults, isTried: boolean) => {
    const shown = isTried ? faults : {}
    return {
      value: shown.value && (shown.value === 'number' ? t('calendar.numberMissing') : t('calendar.accountMissing')),
      from: shown.from && t('calendar.monthMissing'),
      to: shown.to && (shown.to === 'order' ? t('calendar.monthOrder') : t('calendar.monthMissing')),
    }
  }
}

function KindAndWhom({ draft, fault, onChange }: {
  draft: Draft
  fault: string | undefined
  onChange: (change: Partial<Draft>) => void
}) {
  const { t, kind } = useWords()
  const { type } = draft
  return (
    <>
      <Field label={t('calendar.kind')}>
        <Dropdown
          value={kind(draft.kind, draft.kind)}
          selectedOptions={[draft.kind]}
          onOptionSelect={(_, { optionValue }) => optionValue && onChange({ kind: optionValue })}
        >
          {Object.entries(sourceKinds).map(([id, name]) => (
            <Option key={id} value={id}>
              {name}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field label={t('calendar.of')}>
        <RadioGroup
          layout="horizontal"
          value={type}
          onChange={(_, { value }) => onChange({ type: value as ExpectedFrom['type'], value: '' })}
        >
          <Radio value="payer" label={t('calendar.ofPayer')} />
          <Radio value="account" label={t('calendar.ofAccount')} />
          <Radio value="all" label={t('calendar.ofAll')} />
        </RadioGroup>
      </Field>
      {type !== 'all' && (
        <Field
          label={type === 'payer' ? t('calendar.number') : t('calendar.account')}
          {...(fault ? { validationMessage: fault, validationState: 'error' as const } : {})}
        >
          <Input value={draft.value} onChange={(_, { value }) => onChange({ value })} />
        </Field>
      )}
    </>
  )
}

function MonthField({ label, hint, value, fault, onChange }: {
  label: string
  hint?: string
  value: string
  fault: string | undefined
  onChange: (value: string) => void
}) {
  const { t } = useWords()
  return (
    <Field
      label={label}
      {...(hint ? { hint } : {})}
      {...(fault ? { validationMessage: fault, validationState: 'error' as const } : {})}
    >
      <Input value={value} placeholder={t('calendar.monthForm')} onChange={(_, data) => onChange(data.value)} />
    </Field>
  )
}

/** A form for one expected delivery. */
export function ExpectationDialog({ before, start, from, onSave, onClose }: Props) {
  const { t } = useWords()
  const texts = useFaultTexts()
  const [draft, setDraft] = useState(() => draftOf(start, from))
  const [isTried, setIsTried] = useState(false)
  const faults = faultsOf(draft)
  const told = texts(faults, isTried)
  const change = (part: Partial<Draft>) => setDraft((one) => ({ ...one, ...part }))
  const save = () => {
    setIsTried(true)
    if (Object.keys(faults).length === 0) onSave(expectationOf(draft))
  }
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.form}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <DialogBody>
            <DialogTitle>{before === null ? t('calendar.addTitle') : t('calendar.editTitle')}</DialogTitle>
            <DialogContent className={css.fields}>
              <KindAndWhom draft={draft} fault={told.value} onChange={change} />
              <div className={css.span}>
                <MonthField
                  label={t('calendar.from')}
                  value={draft.from}
                  fault={told.from}
                  onChange={(value) => change({ from: value })}
                />
                <MonthField
                  label={t('calendar.to')}
                  hint={t('calendar.toHint')}
                  value={draft.to}
                  fault={told.to}
                  onChange={(value) => change({ to: value })}
                />
              </div>
            </DialogContent>
            <DialogActions>
              {before !== null && (
                <Button className={css.removing} appearance="subtle" onClick={() => onSave(null)}>
                  {t('calendar.remove')}
                </Button>
              )}
              <Button onClick={onClose}>{t('act.cancel')}</Button>
              <Button appearance="primary" type="submit">
                {t('calendar.save')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
