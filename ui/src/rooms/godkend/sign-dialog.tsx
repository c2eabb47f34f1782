import { Field, Textarea } from '@fluentui/react-components'
import { useState } from 'react'

import type { ClosingView, PeriodName, SignAct } from '../../generated/api'
import { useChosen } from '../../parts/chosen'
import { IDENTITY } from '../../parts/endorsers'
import { FileField, FormDialog, PassphraseField } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { remember, remembered } from '../../parts/remembered'
import { useToast } from '../../parts/toast'
import { useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'

type Props = { view: ClosingView; period: PeriodName; act: SignAct; onClose: () => void }

function useTexts({ view, act }: Props) {
  const { t } = useWords()
  const version = view.versions[0]?.version ?? 1
  switch (act) {
    case 'prepare':
      return {
        title: t('godkend.prepareTitle', { name: view.name }),
        note: view.needs_note ? t('godkend.noteNeeded') : t('godkend.note'),
        needsNote: view.needs_note,
      }
    case 'approve':
      return { title: t('godkend.approveTitle', { name: view.name, version }), note: null, needsNote: false }
    case 'return':
      return { title: t('godkend.returnTitle', { name: view.name }), note: t('godkend.reason'), needsNote: true }
  }
}

/** Asks for the identity that signs, and signs. */
export function SignDialog(props: Props) {
  const { view, period, act, onClose } = props
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { chosen, clear } = useChosen(view.reconciliation, period.id)
  const [identity, setIdentity] = useState(() => remembered(IDENTITY) ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [note, setNote] = useState('')
  const texts = useTexts(props)
  const lines = act === 'return' ? [...chosen] : []
  const sign = async () => {
    const done = await host.rpc('sign', {
      reconciliation: view.reconciliation,
      period: period.id,
      act,
      identity,
      passphrase,
      note,
      lines: lines.map((id) => ({ id, reason: note })),
    })
    remember(IDENTITY, identity)
    if (lines.length > 0) clear()
    answers.outdate()
    toast({ text: done.text, intent: 'success' })
  }
  const isReady = identity !== '' && passphrase !== '' && (!texts.needsNote || note.trim() !== '')
  return (
    <FormDialog title={texts.title} submit={t('godkend.sign')} onSubmit={sign} onClose={onClose} isReady={isReady}>
      <FileField
        label={t('godkend.identity')}
        title={t('godkend.identityPick')}
        filter={{ name: t('godkend.identityFilter'), extensions: ['id', 'toml', 'identitet'] }}
        path={identity}
        onPath={setIdentity}
      />
      <PassphraseField label={t('godkend.passphrase')} value={passphrase} onChange={setPassphrase} />
      {texts.note !== null && (
        <Field label={texts.note}>
          <Textarea value={note} onChange={(_, { value }) => setNote(value)} />
        </Field>
      )}
      {act === 'return' && (
        <p>{lines.length === 0 ? t('godkend.linesNone') : t('godkend.lines', { count: lines.length })}</p>
      )}
    </FormDialog>
  )
}
