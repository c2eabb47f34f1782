import { Field, Input } from '@fluentui/react-components'
import { useState } from 'react'

import { FormDialog } from '../../parts/form-dialog'
import { useWords } from '../../words/use-words'

/** Whole personal numbers in a report need a reason, which is logged and printed on its front page. */
export function RevealDialog({ name, onReason, onClose }: {
  name: string
  onReason: (reason: string) => void
  onClose: () => void
}) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const go = () => {
    onReason(reason.trim())
    return Promise.resolve()
  }
  return (
    <FormDialog
      title={t('rapporter.revealOne', { name })}
      submit={t('rapporter.write')}
      onSubmit={go}
      onClose={onClose}
      isReady={reason.trim() !== ''}
    >
      <p>{t('rapporter.revealHint')}</p>
      <Field label={t('rapporter.revealReason')}>
        <Input value={reason} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </FormDialog>
  )
}
