import { Button, Checkbox, Field, Input } from '@fluentui/react-components'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import { Trouble } from '../host'
import { useHost } from '../parts/host-context'
import { useTroubles } from '../parts/troubles'
import { useWords } from '../words/use-words'
import css from './welcome.module.css'

type Props = { path: string; file: string; onBack: () => void; onDone: (path: string, name: string) => void }

/** Asks for the passphrase of an encrypted workspace. */
export function UnlockForm({ path, file, onBack, onDone }: Props) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const [passphrase, setPassphrase] = useState('')
  const [fault, setFault] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)
  const [isReading, setIsReading] = useState(false)

  const unlock = async () => {
    setIsBusy(true)
    await attempt(async () => {
      try {
        const workspace = await host.rpc('workspace_open', { path, passphrase, break_lock: false, read_only: isReading })
        onDone(path, workspace.name)
      } catch (thrown) {
        if (!(thrown instanceof Trouble) || thrown.code !== 'passphrase') throw thrown
        setFault(thrown.message)
      }
    })
    setIsBusy(false)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void unlock()
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <h2>{t('welcome.unlockTitle', { file })}</h2>
      <Field label={t('welcome.passphrase')} validationMessage={fault} required>
        <Input
          type="password"
          autoFocus
          autoComplete="current-password"
          value={passphrase}
          onChange={(_, { value }) => {
            setPassphrase(value)
            setFault(undefined)
          }}
        />
      </Field>
      <Checkbox label={t('welcome.readOnly')} checked={isReading} onChange={(_, { checked }) => setIsReading(checked === true)} />
      <div className={css.actions}>
        <Button onClick={onBack}>{t('act.back')}</Button>
        <Button type="submit" appearance="primary" disabled={isBusy || passphrase === ''}>
          {t('welcome.unlock')}
        </Button>
      </div>
    </form>
  )
}
