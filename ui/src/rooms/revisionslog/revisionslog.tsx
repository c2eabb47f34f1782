import { Button, Checkbox, Dropdown, Input, Label, Option } from '@fluentui/react-components'
import { ArrowDownloadRegular, SearchRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { LogPage, LogRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { Card, EmptyState, pushed, scroll, table, Tag, Wait } from '../../parts/pieces'
import { useTroubles, TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useKept } from '../../parts/use-kept'
import { countText, useWords } from '../../words/use-words'
import css from './revisionslog.module.css'
import { Verification } from './verification'

const PAGE = 100
const ALL = 'all'

type Filter = { what: string | null; text: string; withSeals: boolean; limit: number }

function FilterBar({ page, filter, onFilter }: { page: LogPage; filter: Filter; onFilter: (filter: Filter) => void }) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const save = () =>
    void attempt(async () => {
      const csv = { name: 'CSV', extensions: ['csv'] }
      const path = await host.pickSavePath({ title: t('log.exportTitle'), filter: csv, suggested: 'revisionslog.csv' })
      if (path === null) return
      const { file } = await host.rpc('log_export', { path })
      await host.deliver(file)
    })
  return (
    <div className={css.filters}>
      <Tag tone={page.is_whole ? 'good' : 'bad'}>
        {page.is_whole ? t('log.whole', { total: countText(page.total) }) : t('log.broken')}
      </Tag>
      <Label size="small" htmlFor="log-kind">
        {t('log.kind')}
      </Label>
      <Dropdown
        id="log-kind"
        size="small"
        selectedOptions={[filter.what ?? ALL]}
        value={filter.what ?? t('log.all')}
        onOptionSelect={(_, { optionValue }) =>
          onFilter({ ...filter, what: optionValue && optionValue !== ALL ? optionValue : null })
        }
      >
        <Option value={ALL}>{t('log.all')}</Option>
        {page.kinds.map((kind) => (
          <Option key={kind} value={kind}>
            {kind}
          </Option>
        ))}
      </Dropdown>
      <Input
        size="small"
        type="search"
        contentBefore={<SearchRegular />}
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        value={filter.text}
        onChange={(_, { value }) => onFilter({ ...filter, text: value })}
      />
      <Checkbox
        label={t('log.seals')}
        checked={filter.withSeals}
        onChange={(_, { checked }) => onFilter({ ...filter, withSeals: checked === true })}
      />
      <Button className={pushed} size="small" icon={<ArrowDownloadRegular />} onClick={save}>
        {t('log.export')}
      </Button>
    </div>
  )
}

function Entry({ entry }: { entry: LogRow }) {
  return (
    <tr>
      <td className={css.id}>{entry.id}</td>
      <td className={css.time}>{entry.at}</td>
      <td>{entry.who}</td>
      <td title={entry.what}>{entry.label}</td>
      <td className={css.detailCell}>{entry.detail}</td>
      <td>
        <code>{entry.hash}</code>
      </td>
    </tr>
  )
}

/** Everything that was done, in a chain that tells when it has been tampered with. */
export function Revisionslog() {
  const { t } = useWords()
  const [filter, setFilter] = useState<Filter>({ what: null, text: '', withSeals: false, limit: PAGE })
  const { what, text, withSeals, limit } = filter
  const { data, trouble } = useAnswer('log_page', { before: null, limit, what, text, with_seals: withSeals })
  const page = useKept(data)
  const columns = ['id', 'at', 'who', 'what', 'detail', 'hash'] as const
  return (
    <div className={css.room}>
      <h1>{t('log.title')}</h1>
      {trouble && <TroubleBar trouble={trouble} />}
      <Verification />
      {!page && !trouble && <Wait height={300} />}
      {page && (
        <Card title={t('log.title')} className={css.log} label={t('log.title')}>
          <FilterBar page={page} filter={filter} onFilter={setFilter} />
          {page.broken !== null && <p className={css.broken}>{page.broken}</p>}
          {page.entries.length === 0 ? (
            <EmptyState icon={<SearchRegular />} title={t('log.empty')} text="" />
          ) : (
            <div className={scroll} tabIndex={0} role="region" aria-label={t('log.title')}>
              <table className={table}>
                <thead>
                  <tr>
                    {columns.map((column) => (
                      <th key={column} scope="col">
                        {t(`log.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {page.entries.map((entry) => (
                    <Entry key={entry.id} entry={entry} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {page.has_more && (
            <div className={css.more}>
              <Button size="small" onClick={() => setFilter({ ...filter, limit: Math.min(500, limit + PAGE) })}>
                {t('log.more')}
              </Button>
            </div>
          )}
        </Card>
      )}
    </div>
  )
}
