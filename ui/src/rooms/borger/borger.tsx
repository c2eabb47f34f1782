import { Button, Field, Input } from '@fluentui/react-components'
import { PersonSearchRegular } from '@fluentui/react-icons'
import type { SubmitEvent } from 'react'
import { useState } from 'react'

import type { PersonDifferenceView, PersonLineView, PersonSum, PersonView } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { Card, EmptyState, linkButton, number, scroll, table, Tag } from '../../parts/pieces'
import { go } from '../../parts/place'
import { useSession } from '../../parts/session'
import { useTroubles } from '../../parts/troubles'
import { countText, useWords } from '../../words/use-words'
import css from './borger.module.css'

/** Asks for the whole number and a reason. The number is forgotten as soon as it has been asked with. */
function LookUp({ onFound }: { onFound: (person: PersonView) => void }) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const [cpr, setCpr] = useState('')
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const look = async () => {
    setIsBusy(true)
    await attempt(async () => {
      onFound(await host.rpc('person_look_up', { cpr, reason }))
      setCpr('')
    })
    setIsBusy(false)
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void look()
  }
  return (
    <Card title={t('borger.title')}>
      <form className={css.form} onSubmit={submit}>
        <Field label={t('borger.cpr')}>
          <Input autoComplete="off" placeholder="ddmmåå-xxxx" value={cpr} onChange={(_, { value }) => setCpr(value)} />
        </Field>
        <Field label={t('borger.reason')} hint={t('borger.hint')} className={css.reason}>
          <Input value={reason} onChange={(_, { value }) => setReason(value)} />
        </Field>
        <Button
          appearance="primary"
          type="submit"
          icon={<PersonSearchRegular />}
          disabled={isBusy || cpr.trim() === '' || reason.trim() === ''}
        >
          {t('borger.look')}
        </Button>
      </form>
    </Card>
  )
}

function Sums({ sums }: { sums: PersonSum[] }) {
  const { t } = useWords()
  return (
    <div className={scroll} tabIndex={0} role="region" aria-label={t('borger.sums')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('borger.month')}</th>
            <th scope="col">{t('borger.payer')}</th>
            <th scope="col">{t('afstem.column.field')}</th>
            <th scope="col" className={number}>
              TØK
            </th>
            <th scope="col" className={number}>
              eIndkomst
            </th>
            <th scope="col" className={number}>
              {t('afstem.column.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ month, se, field, tok, register, difference }) => (
            <tr key={`${month} ${se} ${field}`}>
              <td>{month}</td>
              <td>{se}</td>
              <td>{field}</td>
              <td className={number}>{tok || '–'}</td>
              <td className={number}>{register || '–'}</td>
              <td className={number}>{difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Lines({ lines }: { lines: PersonLineView[] }) {
  const { t, kind } = useWords()
  return (
    <div className={scroll} tabIndex={0} role="region" aria-label={t('borger.lines')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('borger.month')}</th>
            <th scope="col">{t('borger.source')}</th>
            <th scope="col">{t('borger.line')}</th>
            <th scope="col">{t('borger.time')}</th>
            <th scope="col" className={number}>
              {t('borger.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.record}>
              <td>{line.month}</td>
              <td title={line.file}>{kind(line.kind, line.kind)}</td>
              <td>
                {line.text} <code>{line.record}</code> {!line.counts && <Tag tone="plain">{t('borger.replaced')}</Tag>}
              </td>
              <td>{line.time}</td>
              <td className={number}>{line.amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Differences({ differences }: { differences: PersonDifferenceView[] }) {
  const { t, cause } = useWords()
  const { choosePeriod } = useSession()
  if (differences.length === 0) return <p className={css.none}>{t('borger.noDifferences')}</p>
  const open = (one: PersonDifferenceView) => {
    choosePeriod(one.period)
    go('afstem', one.reconciliation)
  }
  return (
    <ul className={css.differences}>
      {differences.map((one, at) => (
        <li key={at}>
          <span>
            {one.period} · {one.name} · {one.field} · {cause(one.cause)}
          </span>
          <b>{one.amount}</b>
          <button type="button" className={linkButton} onClick={() => open(one)}>
            {t('borger.open')}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** One person across TØK, eIndkomst and payments, by month. Every look-up is logged. */
export function Borger() {
  const { t } = useWords()
  const [person, setPerson] = useState<PersonView>()
  const count = person?.lines.length ?? 0
  return (
    <div className={css.room}>
      <h1>{t('nav.borger')}</h1>
      <LookUp onFound={setPerson} />
      {person && count === 0 && (
        <EmptyState icon={<PersonSearchRegular />} title={t('borger.nobody')} text={t('borger.nobodyText', { who: person.who })} />
      )}
      {person && count > 0 && (
        <>
          <Card title={t('borger.differences', { who: person.who })}>
            <Differences differences={person.differences} />
          </Card>
          <Card title={t('borger.sums')}>
            <Sums sums={person.sums} />
          </Card>
          <Card title={t('borger.linesCount', { count, amount: countText(count) })}>
            <Lines lines={person.lines} />
          </Card>
        </>
      )}
    </div>
  )
}
