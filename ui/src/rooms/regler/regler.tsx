import { Tab, TabList } from '@fluentui/react-components'
import { useState } from 'react'

import type { RulesView, RuleValueRow } from '../../generated/api'
import { Card, pushed, scroll, table, Tag, Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import { OwnRules } from './own-rules'
import css from './regler.module.css'

function Values({ values }: { values: RuleValueRow[] }) {
  const { t } = useWords()
  return (
    <div className={`${scroll} ${css.values}`} tabIndex={0} role="region" aria-label={t('regler.values')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('regler.key')}</th>
            <th scope="col">{t('regler.value')}</th>
            <th scope="col">{t('regler.from')}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((row) => (
            <tr key={row.key}>
              <td>
                <code>{row.key}</code>
              </td>
              <td className={css.value}>{row.value}</td>
              <td>
                {row.is_own ? <Tag tone="care">{t('regler.own')}</Tag> : t('regler.shipped')}
                {row.is_own && row.shipped !== null && <small className={css.before}>{row.shipped}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function InForce({ view }: { view: RulesView }) {
  const { t } = useWords()
  const [form, setForm] = useState<'values' | 'text'>('values')
  return (
    <Card
      title={t('regler.inForce', { version: view.version })}
      label={t('regler.values')}
      actions={
        <TabList
          className={pushed}
          size="small"
          selectedValue={form}
          aria-label={t('afstem.viewAs')}
          onTabSelect={(_, { value }) => setForm(value === 'text' ? 'text' : 'values')}
        >
          <Tab value="values">{t('regler.asValues')}</Tab>
          <Tab value="text">{t('regler.asText')}</Tab>
        </TabList>
      }
    >
      {form === 'values' ? (
        <Values values={view.values} />
      ) : (
        <pre className={css.text} tabIndex={0} aria-label={t('regler.asText')}>
          {view.text}
        </pre>
      )}
    </Card>
  )
}

function History({ view }: { view: RulesView }) {
  const { t } = useWords()
  return (
    <Card title={t('regler.history')}>
      {view.history.length === 0 ? (
        <p className={css.lead}>{t('regler.historyEmpty', { version: view.shipped_version })}</p>
      ) : (
        <div className={scroll}>
          <table className={table}>
            <tbody>
              {view.history.map((one) => (
                <tr key={one.number}>
                  <td>{t('regler.version', { number: one.number })}</td>
                  <td>
                    {one.at} · {one.who}
                  </td>
                  <td>{one.reason}</td>
                  <td>
                    {one.in_force && <Tag tone="good">{t('regler.counts')}</Tag>}
                    {!one.stands && <Tag tone="plain">{t('overblik.undone')}</Tag>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

/** The rules by which everything is matched: those that shipped, and the municipality's own over them. */
export function Regler() {
  const { t } = useWords()
  const { data, trouble } = useAnswer('rules_view', {})
  return (
    <div className={css.room}>
      <div>
        <h1>{t('nav.regler')}</h1>
        <p className={css.lead}>{t('regler.lead')}</p>
      </div>
      {trouble && <TroubleBar trouble={trouble} />}
      {!data && !trouble && <Wait height={400} />}
      {data && (
        <>
          <OwnRules key={data.own} view={data} />
          <History view={data} />
          <InForce view={data} />
        </>
      )}
    </div>
  )
}
