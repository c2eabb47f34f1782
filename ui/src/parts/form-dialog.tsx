import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components'
import { DocumentRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { useState } from 'react'

import type { Trouble } from '../host'
import { toTrouble } from '../host'
import { useWords } from '../words/use-words'
import { useHost } from './host-context'
import css from './parts.module.css'
import { TroubleBar } from './troubles'

type Props = {
  title: string
  submit: string
  /** Does the work; what it throws is shown in the dialog, which stays open. */
  onSubmit: () => Promise<void>
  onClose: () => void
  isReady?: boolean
  children: ReactNode
}

/** A dialog with a few fields and one thing that it does. */
export function FormDialog({ title, submit, onSubmit, onClose, isReady = true, children }: Props) {
  const { t } = useWords()
  const [trouble, setTrouble] = useState<Trouble>()
  const [isBusy, setIsBusy] = useState(false)
  const act = async () => {
    setIsBusy(true)
    setTrouble(undefined)
    try {
      await onSubmit()
      onClose()
    } catch (thrown) {
      setTrouble(toTrouble(thrown))
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.formDialog}>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady && !isBusy) void act()
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={css.formFields}>
              {children}
              {trouble && <TroubleBar trouble={trouble} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t('act.cancel')}</Button>
              <Button appearance="primary" type="submit" disabled={!isReady || isBusy}>
                {submit}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}

type PassphraseProps = { label: string; value: string; onChange: (value: string) => void; fault?: string | undefined }

/** A field for a passphrase. */
export function PassphraseField({ label, value, onChange, fault }: PassphraseProps) {
  return (
    <Field label={label} {...(fault ? { validationMessage: fault, validationState: 'error' as const } : {})}>
      <Input type="password" autoComplete="off" value={value} onChange={(_, data) => onChange(data.value)} />
    </Field>
  )
}

type FileProps = {
  label: string
  hint?: string
  title: string
  filter: { name: string; extensions: string[] }
  path: string
  onPath: (path: string) => void
}

/** The name of a file in its path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/** A field for a file that is chosen with the system's dialog. */
export function FileField({ label, hint, title, filter, path, onPath }: FileProps) {
  const { t } = useWords()
  const host = useHost()
  const pick = async () => {
    const [chosen] = await host.pickFiles({ title, filter })
    if (chosen !== undefined) onPath(chosen)
  }
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      <div className={css.fileField}>
        <span className={css.fileName} title={path}>
          {path === '' ? t('godkend.identityNone') : fileName(path)}
        </span>
        <Button icon={<DocumentRegular />} aria-label={`${label}: ${t('people.pick')}`} onClick={() => void pick()}>
          {t('people.pick')}
        </Button>
      </div>
    </Field>
  )
}
