import { Button, Dropdown, Input, Label, Option } from '@fluentui/react-components'
import { SearchRegular, TaskListLtrRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'

import type { CheckList, CheckRow, CheckRuleRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import type { Tone } from '../../parts/pieces'
import { Card, EmptyState, scroll, table, Tag, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useKept } from '../../parts/use-kept'
import { countText, useWords } from '../../words/use-words'
import css from './kontrol.module.css'

const PAGE = 100
const ALL = 'all'
const SEVERITIES = ['warning', 'note'] as const
const TONES: Record<(typeof SEVERITIES)[number], Tone> = { warning: 'care', note: 'plain' }
const UTF8 = new TextDecoder()

function SeverityTag({ severity }: { severity: string }) {
  const { t } = useWords()
  const known = SEVERITIES.find((one) => one === severity) ?? 'note'
  return <Tag tone={TONES[known]}>{t(`kontrol.severity.${known}`)}</Tag>
}

/** The first rows of an open list, as many as have been asked for. */
function useRows(list: CheckList | undefined, length: number): CheckRow[] | undefined {
  const host = useHost()
  const { report } = useTroubles()
  const [rows, setRows] = useState<CheckRow[]>()
  const view = list?.view
  useEffect(() => {
    if (view === undefined) return
    let isCurrent = true
    host.rpcBytes('check_rows', { view, start: 0, length }).then(
      (bytes) => {
        if (isCurrent) setRows(JSON.parse(UTF8.decode(bytes)) as CheckRow[])
      },
      (thrown: unknown) => report(thrown),
    )
    return () => {
      isCurrent = false
    }
  }, [host, length, report, view])
  return rows
}

function Rules({ rules, chosen, onChoose }: {
  rules: CheckRuleRow[]
  chosen: string | null
  onChoose: (id: string | null) => void
}) {
  const { t } = useWords()
  return (
    <div className={scroll} tabIndex={0} role="region" aria-label={t('kontrol.rules')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('kontrol.rule')}</th>
            <th scope="col">{t('kontrol.weight')}</th>
            <th scope="col">{t('kontrol.source')}</th>
            <th scope="col" className={css.count}>
              {t('kontrol.findings')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.id} data-chosen={rule.id === chosen}>
              <td>
                <button
                  type="button"
                  className={css.rule}
                  aria-pressed={rule.id === chosen}
                  onClick={() => onChoose(rule.id === chosen ? null : rule.id)}
                >
                  {rule.label}
                </button>
              </td>
              <td>
                <SeverityTag severity={rule.severity} />
              </td>
              <td className={css.source}>{rule.source}</td>
              <td className={css.count}>{countText(rule.findings)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Findings({ rows }: { rows: CheckRow[] }) {
  const { t } = useWords()
  const whom = ({ cpr, se, field, month, reference }: CheckRow) =>
    [cpr, se, field && `${t('afstem.field').toLowerCase()} ${field}`, month, reference].filter((part) => part !== '')
  return (
    <div className={scroll} tabIndex={0} role="region" aria-label={t('kontrol.list')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('kontrol.rule')}</th>
            <th scope="col">{t('kontrol.whom')}</th>
            <th scope="col">{t('kontrol.what')}</th>
            <th scope="col">{t('kontrol.lines')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${row.rule} ${row.names[0] ?? ''} ${at}`}>
              <td>
                {row.label} <SeverityTag severity={row.severity} />
              </td>
              <td className={css.whom}>{whom(row).join(' · ')}</td>
              <td>{row.text}</td>
              <td className={css.whom}>
                {row.names.slice(0, 3).join(', ')}
                {row.records > 3 && ` +${countText(row.records - 3)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Loaded({ period }: { period: string }) {
  const { t } = useWords()
  const [rule, setRule] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [length, setLength] = useState(PAGE)
  const { data, trouble } = useAnswer('check_open', { period, rules: rule === null ? [] : [rule], text })
  const list = useKept(data)
  const rows = useRows(list, length)
  if (trouble) return <TroubleBar trouble={trouble} />
  if (!list) return <Wait height={320} />
  return (
    <>
      <Card title={t('kontrol.rules')}>
        <Rules rules={list.rules} chosen={rule} onChoose={setRule} />
      </Card>
      <Card
        title={t('kontrol.list')}
        actions={
          <div className={css.filters}>
            <Label size="small" htmlFor="check-rule">
              {t('kontrol.rule')}
            </Label>
            <Dropdown
              id="check-rule"
              size="small"
              selectedOptions={[rule ?? ALL]}
              value={list.rules.find((one) => one.id === rule)?.label ?? t('log.all')}
              onOptionSelect={(_, { optionValue }) => setRule(optionValue && optionValue !== ALL ? optionValue : null)}
            >
              <Option value={ALL}>{t('log.all')}</Option>
              {list.rules.map((one) => (
                <Option key={one.id} value={one.id}>
                  {one.label}
                </Option>
              ))}
            </Dropdown>
            <Input
              size="small"
              type="search"
              contentBefore={<SearchRegular />}
              aria-label={t('kontrol.search')}
              placeholder={t('kontrol.search')}
              value={text}
              onChange={(_, { value }) => setText(value)}
            />
            <span role="status">{t('kontrol.shown', { count: list.rows, amount: countText(list.rows) })}</span>
          </div>
        }
      >
        {list.rows === 0 && <EmptyState icon={<TaskListLtrRegular />} title={t('kontrol.empty')} text="" tone="good" />}
        {rows && list.rows > 0 && <Findings rows={rows} />}
        {list.rows > length && length < 500 && (
          <div className={css.more}>
            <Button size="small" onClick={() => setLength(Math.min(500, length + PAGE))}>
              {t('log.more')}
            </Button>
          </div>
        )}
      </Card>
    </>
  )
}

/** The deliveries held against the rules of the field, each by itself. */
export function Kontrol() {
  const { t, period: name } = useWords()
  const { overview } = useSession()
  if (overview === undefined) return <Wait height="100%" />
  const { period } = overview
  return (
    <div className={css.room}>
      <div>
        <h1>{period ? t('kontrol.title', { period: name(period) }) : t('nav.kontrol')}</h1>
        <p className={css.lead}>{t('kontrol.lead')}</p>
      </div>
      {period ? (
        <Loaded key={period.id} period={period.id} />
      ) : (
        <EmptyState icon={<TaskListLtrRegular />} title={t('afstem.noPeriod.title')} text={t('afstem.noPeriod.text')} />
      )}
    </div>
  )
}
