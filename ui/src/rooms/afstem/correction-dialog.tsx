import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'

import { useChosen } from '../../parts/chosen'
import { FormDialog } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { useSession } from '../../parts/session'
import { useToast } from '../../parts/toast'
import { useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './work.module.css'
import type { WorkPlace } from './work-dialog'

type Form = 'eindkomst' | 'bilag'

/** Writes the corrections of differences to a file: a list to eIndkomst, or a voucher that balances. */
export function CorrectionDialog({ place, onClose }: { place: WorkPlace; onClose: () => void }) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { undo } = useSession()
  const { clear } = useChosen(place.reconciliation, place.period)
  const [form, setForm] = useState<Form>('eindkomst')
  const [debit, setDebit] = useState('')
  const [credit, setCredit] = useState('')
  const [reason, setReason] = useState('')
  const hasAccounts = debit.trim() !== '' && credit.trim() !== ''
  const write = async () => {
    const suggested = `${form === 'bilag' ? 'bilag' : 'rettelser-eindkomst'}-${place.period}.csv`
    const filter = { name: 'CSV', extensions: ['csv'] }
    const path = await host.pickSavePath({ title: t('work.correct.save'), filter, suggested })
    if (path === null) return
    const voucher = form === 'bilag' ? { debit, credit } : null
    const done = await host.rpc('correction_write', { ...place, voucher, reason, path })
    await host.deliver(path)
    if (place.differences.length > 1) clear()
    answers.outdate()
    const action = { label: t('act.undo'), act: () => undo(done.operation) }
    toast({ text: [done.text, ...done.remarks].join(' '), intent: 'success', action })
  }
  return (
    <FormDialog
      title={t('work.correct.title')}
      submit={t('work.correct.write')}
      onSubmit={write}
      onClose={onClose}
      isReady={reason.trim() !== '' && (form === 'eindkomst' || hasAccounts)}
    >
      <p className={css.about}>{t('work.form.about', { count: place.differences.length })}</p>
      <RadioGroup value={form} onChange={(_, { value }) => setForm(value as Form)}>
        <Radio value="eindkomst" label={t('work.correct.eindkomst')} />
        <Radio value="bilag" label={t('work.correct.voucher')} />
      </RadioGroup>
      {form === 'bilag' && (
        <>
          <Field label={t('work.correct.debit')} hint={t('work.correct.debitHint')}>
            <Input value={debit} onChange={(_, { value }) => setDebit(value)} />
          </Field>
          <Field label={t('work.correct.credit')}>
            <Input value={credit} onChange={(_, { value }) => setCredit(value)} />
          </Field>
        </>
      )}
      <Field label={t('work.correct.reason')} {...(form === 'eindkomst' ? { hint: t('work.correct.reasonHint') } : {})}>
        <Input value={reason} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </FormDialog>
  )
}
