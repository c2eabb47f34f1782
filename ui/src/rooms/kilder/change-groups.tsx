import { Button, Tab, TabList } from '@fluentui/react-components'
import { ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { useEffect, useState } from 'react'

import type { ChangeGroup, ChangeList, ChangeRow, ChangeSort } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { number, pushed, scroll, table, Wait } from '../../parts/pieces'
import { useTroubles } from '../../parts/troubles'
import { countText, useWords } from '../../words/use-words'
import css from './changes.module.css'
import { pageOf } from './paging'

const PAGE_ROWS = 100

function Row({ row }: { row: ChangeRow }) {
  const receipts = [row.receipt_before, row.receipt_after].filter((receipt) => receipt !== '')
  const receipt = receipts[0] === receipts[1] ? receipts[0] : receipts.join(' → ')
  return (
    <tr>
      <td className={css.reference}>{row.reference}</td>
      <td>{row.se}</td>
      <td className={css.who}>{row.who}</td>
      <td>{row.month}</td>
      <td>{row.income_kind}</td>
      <td>{row.field}</td>
      <td className={number}>{row.before}</td>
      <td className={number}>{row.after}</td>
      <td className={number}>{row.moved}</td>
      <td>{receipt}</td>
    </tr>
  )
}

function useRows(view: number, start: number, length: number): ChangeRow[] | undefined {
  const host = useHost()
  const { report } = useTroubles()
  const [found, setFound] = useState<{ at: string; rows: ChangeRow[] }>()
  const at = `${view} ${start} ${length}`
  useEffect(() => {
    let isWanted = true
    host.rpcBytes('change_rows', { view, start, length }).then(
      (bytes) => {
        const rows = JSON.parse(new TextDecoder().decode(bytes)) as ChangeRow[]
        if (isWanted) setFound({ at, rows })
      },
      (thrown: unknown) => {
        if (isWanted) report(thrown)
      },
    )
    return () => {
      isWanted = false
    }
  }, [host, report, view, start, length, at])
  return found?.at === at ? found.rows : undefined
}

function Rows({ view, group }: { view: number; group: ChangeGroup }) {
  const { t } = useWords()
  const [page, setPage] = useState(0)
  const { from, length, isFirst, isLast } = pageOf(group.listed, page, PAGE_ROWS)
  const rows = useRows(view, group.start + from, length)
  return (
    <>
      <div className={`${css.rows} ${scroll}`} tabIndex={0} role="region" aria-label={t(`changes.sort.${group.what}`)}>
        {rows === undefined ? (
          <Wait height="100%" />
        ) : (
          <table className={table}>
            <thead>
              <tr>
                <th scope="col">{t('changes.reference')}</th>
                <th scope="col">{t('changes.se')}</th>
                <th scope="col">{t('changes.who')}</th>
                <th scope="col">{t('changes.month')}</th>
                <th scope="col">{t('changes.kind')}</th>
                <th scope="col">{t('changes.field')}</th>
                <th scope="col" className={number}>
                  {t('changes.before')}
                </th>
                <th scope="col" className={number}>
                  {t('changes.after')}
                </th>
                <th scope="col" className={number}>
                  {t('changes.moved')}
                </th>
                <th scope="col">{t('changes.receipt')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <Row key={at} row={row} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div className={css.paging}>
        <span>{t('changes.sums', { before: group.before, after: group.after, moved: group.moved })}</span>
        {group.listed < group.total && (
          <span>{t('changes.cut', { listed: countText(group.listed), total: countText(group.total) })}</span>
        )}
        <span className={pushed} />
        <span role="status">
          {t('changes.shown', {
            from: countText(from + 1),
            to: countText(from + length),
            total: countText(group.listed),
          })}
        </span>
        <Button
          size="small"
          appearance="subtle"
          icon={<ChevronLeftRegular />}
          aria-label={t('changes.earlier')}
          disabled={isFirst}
          onClick={() => setPage(page - 1)}
        />
        <Button
          size="small"
          appearance="subtle"
          icon={<ChevronRightRegular />}
          aria-label={t('changes.later')}
          disabled={isLast}
          onClick={() => setPage(page + 1)}
        />
      </div>
    </>
  )
}

/** Changes sort by sort, in pages: a list of a million rows stays where it is. */
export function ChangeGroups({ list }: { list: ChangeList }) {
  const { t } = useWords()
  const [chosen, setChosen] = useState<ChangeSort>()
  const group = list.groups.find(({ what }) => what === chosen) ?? list.groups.find(({ total }) => total > 0)
  return (
    <>
      <div className={css.groups}>
        <TabList size="small" selectedValue={group?.what ?? null} onTabSelect={(_, { value }) => setChosen(value as ChangeSort)}>
          {list.groups.map(({ what, total }) => (
            <Tab key={what} value={what} disabled={total === 0}>
              {`${t(`changes.sort.${what}`)} ${countText(total)}`}
            </Tab>
          ))}
        </TabList>
        <span className={css.quiet}>
          {t('changes.unchanged', { count: list.unchanged, amount: countText(list.unchanged) })}
          {list.outside > 0 && ` · ${t('changes.outside', { count: list.outside, amount: countText(list.outside) })}`}
        </span>
      </div>
      {group && <Rows key={group.what} view={list.view} group={group} />}
    </>
  )
}
