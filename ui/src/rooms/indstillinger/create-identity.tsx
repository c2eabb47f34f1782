import { Field, Input } from '@fluentui/react-components'
import { useState } from 'react'

import { FormDialog, PassphraseField } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { remember } from '../../parts/remembered'
import { useToast } from '../../parts/toast'
import { useWords } from '../../words/use-words'

/** Makes an identity file for the person at the window. */
export function CreateIdentity({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const host = useHost()
  const toast = useToast()
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [repeated, setRepeated] = useState('')
  const differs = repeated !== '' && repeated !== passphrase
  const make = async () => {
    const filter = { name: t('godkend.identityFilter'), extensions: ['id'] }
    const suggested = `${name.trim().toLowerCase().replaceAll(/[^a-zæøå0-9]+/g, '-')}.id`
    const path = await host.pickSavePath({ title: t('people.save'), filter, suggested })
    if (path === null) return
    const made = await host.rpc('identity_create', { path, name, passphrase })
    remember('identity', path)
    await host.deliver(path)
    toast({ text: t('people.made', { name: made.name }), intent: 'success' })
  }
  const isReady = name.trim() !== '' && passphrase.trim() !== '' && repeated === passphrase
  return (
    <FormDialog title={t('people.createTitle')} submit={t('people.make')} onSubmit={make} onClose={onClose} isReady={isReady}>
      <Field label={t('people.name')}>
        <Input value={name} onChange={(_, { value }) => setName(value)} />
      </Field>
      <PassphraseField label={t('people.ownPassphrase')} value={passphrase} onChange={setPassphrase} />
      <PassphraseField
        label={t('people.repeat')}
        value={repeated}
        onChange={setRepeated}
        fault={differs ? t('people.differs') : undefined}
      />
    </FormDialog>
  )
}
