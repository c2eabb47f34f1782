import { Button, Checkbox, Field, Input } from '@fluentui/react-components'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import { Trouble } from '../host'
import { useHost } from '../parts/host-context'
import { useTroubles } from '../parts/troubles'
import { useWords } from '../words/use-words'
import css from './welcome.module.css'

type Props = { onBack: () => void; onDone: (path: string, name: string) => void }

type Fields = { name: string; path: string; passphrase: string; repeat: string; isPlain: boolean }
type Faults = Partial<Record<keyof Fields, string>>

const EMPTY: Fields = { name: '', path: '', passphrase: '', repeat: '', isPlain: false }

/** A file name that every system takes. */
export function fileNameFor(name: string): string {
  const plain = name.replace(/[<>:"/\\|?*]/g, ' ').replace(/\s+/g, ' ').trim()
  return `${plain === '' ? 'Arbejdsmappe' : plain}.trepunkt`
}

function useFaultsOf() {
  const { t } = useWords()
  return ({ name, path, passphrase, repeat, isPlain }: Fields): Faults => ({
    ...(name.trim() === '' && { name: t('welcome.nameMissing') }),
    ...(path.trim() === '' && { path: t('welcome.pathMissing') }),
    ...(!isPlain && passphrase === '' && { passphrase: t('welcome.passphraseMissing') }),
    ...(!isPlain && passphrase !== '' && passphrase !== repeat && { repeat: t('welcome.passphraseDiffers') }),
  })
}

/** Creates a workspace: a name, a place, and a passphrase or the decision to do without. */
export function CreateForm({ onBack, onDone }: Props) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const faultsOf = useFaultsOf()
  const [fields, setFields] = useState(EMPTY)
  const [faults, setFaults] = useState<Faults>({})
  const [isBusy, setIsBusy] = useState(false)
  const set = (change: Partial<Fields>) => {
    setFields((before) => ({ ...before, ...change }))
    setFaults({})
  }
  const browse = () =>
    attempt(async () => {
      const filter = { name: t('welcome.filter'), extensions: ['trepunkt'] }
      const request = { title: t('welcome.pickSave'), filter, suggested: fileNameFor(fields.name) }
      const path = await host.pickSavePath(request)
      if (path !== null) set({ path })
    })
  const create = async () => {
    setIsBusy(true)
    await attempt(async () => {
      try {
        const { path, name, passphrase, isPlain } = fields
        const request = { path, name: name.trim(), passphrase: isPlain ? null : passphrase }
        const workspace = await host.rpc('workspace_create', request)
        onDone(path, workspace.name)
      } catch (thrown) {
        // What the program refuses here is nearly always the place.
        if (!(thrown instanceof Trouble) || !['invalid', 'file', 'conflict'].includes(thrown.code)) throw thrown
        setFaults({ path: [thrown.message, ...thrown.hints].join(' ') })
      }
    })
    setIsBusy(false)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const found = faultsOf(fields)
    setFaults(found)
    if (Object.keys(found).length === 0) void create()
  }
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <h2>{t('welcome.create')}</h2>
      <Field label={t('welcome.name')} validationMessage={faults.name} required>
        <Input
          autoFocus
          value={fields.name}
          placeholder={t('welcome.namePlaceholder')}
          onChange={(_, { value }) => set({ name: value })}
        />
      </Field>
      <Field label={t('welcome.path')} validationMessage={faults.path} required>
        <Input
          value={fields.path}
          onChange={(_, { value }) => set({ path: value })}
          contentAfter={
            <Button size="small" appearance="transparent" onClick={() => void browse()}>
              {t('act.browse')}
            </Button>
          }
        />
      </Field>
      <Field
        label={t('welcome.passphrase')}
        hint={t('welcome.passphraseHint')}
        validationMessage={faults.passphrase}
        required={!fields.isPlain}
      >
        <Input
          type="password"
          autoComplete="new-password"
          disabled={fields.isPlain}
          value={fields.passphrase}
          onChange={(_, { value }) => set({ passphrase: value })}
        />
      </Field>
      <Field label={t('welcome.passphraseRepeat')} validationMessage={faults.repeat} required={!fields.isPlain}>
        <Input
          type="password"
          autoComplete="new-password"
          disabled={fields.isPlain}
          value={fields.repeat}
          onChange={(_, { value }) => set({ repeat: value })}
        />
      </Field>
      <Checkbox
        label={t('welcome.noEncryption')}
        checked={fields.isPlain}
        onChange={(_, { checked }) => set({ isPlain: checked === true, passphrase: '', repeat: '' })}
      />
      <div className={css.actions}>
        <Button onClick={onBack}>{t('act.back')}</Button>
        <Button type="submit" appearance="primary" disabled={isBusy}>
          {t('act.create')}
        </Button>
      </div>
    </form>
  )
}
