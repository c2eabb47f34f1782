import { useState } from 'react'

import type { SignerKey } from '../generated/api'
import { useWords } from '../words/use-words'
import { FileField, PassphraseField } from './form-dialog'
import { remembered } from './remembered'

/** Where a person's identity file was last time. */
export const IDENTITY = 'identity'

/** The two who answer for an act, and whether both are there. */
export function useEndorsers(isNeeded: boolean) {
  const [first, setFirst] = useState<SignerKey>(() => ({ identity: remembered(IDENTITY) ?? '', passphrase: '' }))
  const [second, setSecond] = useState<SignerKey>({ identity: '', passphrase: '' })
  const both = isNeeded ? [first, second] : []
  const isReady = both.every(({ identity, passphrase }) => identity !== '' && passphrase !== '')
  return { both, isReady, setFirst, setSecond }
}

type Endorsers = ReturnType<typeof useEndorsers>

/** Asks both for their identity; nothing where the rules ask for nobody. */
export function EndorserFields({ both, setFirst, setSecond }: Endorsers) {
  const { t } = useWords()
  const [first, second] = both
  if (!first || !second) return null
  return (
    <>
      <p>{t('endorse.lead')}</p>
      <KeyFields label={t('endorse.first')} value={first} onChange={setFirst} />
      <KeyFields label={t('endorse.second')} value={second} onChange={setSecond} />
    </>
  )
}

type KeyProps = { label: string; value: SignerKey; onChange: (value: SignerKey) => void }

function KeyFields({ label, value, onChange }: KeyProps) {
  const { t } = useWords()
  return (
    <>
      <FileField
        label={label}
        title={t('godkend.identityPick')}
        filter={{ name: t('godkend.identityFilter'), extensions: ['id', 'toml', 'identitet'] }}
        path={value.identity}
        onPath={(identity) => onChange({ ...value, identity })}
      />
      <PassphraseField
        label={t('endorse.passphrase', { who: label })}
        value={value.passphrase}
        onChange={(passphrase) => onChange({ ...value, passphrase })}
      />
    </>
  )
}
