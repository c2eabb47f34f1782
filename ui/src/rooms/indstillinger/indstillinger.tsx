import { Button } from '@fluentui/react-components'
import { PersonAddRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import { Card, pushed, scroll, table, Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import { Backups } from './backups'
import { CreateIdentity } from './create-identity'
import css from './indstillinger.module.css'
import { RoleDialog } from './role-dialog'

const ROLES = ['forbereder', 'godkender', 'revisor', 'administrator'] as const

type Form = 'create' | 'enrol' | 'withdraw'

function People() {
  const { t } = useWords()
  const { data, trouble } = useAnswer('people_list', {})
  const [form, setForm] = useState<Form>()
  const roleName = (code: string) => {
    const role = ROLES.find((one) => one === code)
    return role ? t(`people.role_of.${role}`) : code
  }
  const isFirst = data !== undefined && data.people.length === 0
  const close = () => setForm(undefined)
  return (
    <Card
      title={t('people.title')}
      actions={
        <span className={`${css.actions} ${pushed}`}>
          <Button size="small" onClick={() => setForm('create')}>
            {t('people.create')}
          </Button>
          <Button size="small" appearance="primary" icon={<PersonAddRegular />} onClick={() => setForm('enrol')}>
            {t('people.enrol')}
          </Button>
          {!isFirst && (
            <Button size="small" appearance="subtle" onClick={() => setForm('withdraw')}>
              {t('people.withdraw')}
            </Button>
          )}
        </span>
      }
    >
      <p className={css.lead}>{t('people.lead')}</p>
      {trouble && <TroubleBar trouble={trouble} />}
      {!data && !trouble && <Wait height={80} />}
      {data && isFirst && <p className={css.lead}>{t('people.none')}</p>}
      {data && !isFirst && (
        <div className={scroll}>
          <table className={table}>
            <thead>
              <tr>
                <th scope="col">{t('people.name')}</th>
                <th scope="col">{t('people.roles')}</th>
                <th scope="col">{t('people.key')}</th>
                <th scope="col">{t('people.since')}</th>
              </tr>
            </thead>
            <tbody>
              {data.people.map((person) => (
                <tr key={person.key}>
                  <td>{person.name}</td>
                  <td>{person.roles.map(roleName).join(', ')}</td>
                  <td>
                    <code>{person.key}…</code>
                  </td>
                  <td>{person.since}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {form === 'create' && <CreateIdentity onClose={close} />}
      {(form === 'enrol' || form === 'withdraw') && (
        <RoleDialog isWithdrawn={form === 'withdraw'} isFirst={isFirst} onClose={close} />
      )}
    </Card>
  )
}

/** Who may do what. Language and look are in the header's menu, where they always are at hand. */
export function Indstillinger() {
  const { t } = useWords()
  return (
    <div className={css.room}>
      <h1>{t('indstillinger.title')}</h1>
      <People />
      <Backups />
    </div>
  )
}
