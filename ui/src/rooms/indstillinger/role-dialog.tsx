import { Dropdown, Field, Option } from '@fluentui/react-components'
import { useState } from 'react'

import { FileField, FormDialog, PassphraseField } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { useToast } from '../../parts/toast'
import { useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'

const ROLES = ['forbereder', 'godkender', 'revisor', 'administrator'] as const

type Props = { isWithdrawn: boolean; isFirst: boolean; onClose: () => void }

/** Gives a role to a person, or takes it; an administrator's key answers for it. */
export function RoleDialog({ isWithdrawn, isFirst, onClose }: Props) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const [identity, setIdentity] = useState('')
  const [by, setBy] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [role, setRole] = useState<(typeof ROLES)[number]>('forbereder')
  const filter = { name: t('godkend.identityFilter'), extensions: ['id', 'toml', 'identitet'] }
  const administrator = isFirst ? identity : by
  const change = async () => {
    const request = { identity, role, by: administrator, passphrase, is_withdrawn: isWithdrawn }
    const { text } = await host.rpc('role_change', request)
    answers.outdate()
    toast({ text, intent: 'success' })
  }
  return (
    <FormDialog
      title={isWithdrawn ? t('people.withdrawTitle') : t('people.enrolTitle')}
      submit={isWithdrawn ? t('people.take') : t('people.give')}
      onSubmit={change}
      onClose={onClose}
      isReady={identity !== '' && administrator !== '' && passphrase !== ''}
    >
      <FileField
        label={t('people.personFile')}
        {...(isFirst ? { hint: t('people.byFileFirst') } : {})}
        title={t('people.personFile')}
        filter={filter}
        path={identity}
        onPath={setIdentity}
      />
      <Field label={t('people.role')}>
        <Dropdown
          value={t(`people.role_of.${role}`)}
          selectedOptions={[role]}
          onOptionSelect={(_, { optionValue }) => setRole(ROLES.find((one) => one === optionValue) ?? 'forbereder')}
        >
          {ROLES.map((one) => (
            <Option key={one} value={one}>
              {t(`people.role_of.${one}`)}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {!isFirst && (
        <FileField label={t('people.byFile')} title={t('people.byFile')} filter={filter} path={by} onPath={setBy} />
      )}
      <PassphraseField
        label={isFirst ? t('people.ownPassphrase') : t('people.passphrase')}
        value={passphrase}
        onChange={setPassphrase}
      />
    </FormDialog>
  )
}
