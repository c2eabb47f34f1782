import { Button } from '@fluentui/react-components'
import {
  CheckmarkCircleFilled,
  CircleHalfFillRegular,
  ClockRegular,
  EditRegular,
  ErrorCircleFilled,
  WarningFilled,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'

import type { Calendar, CalendarCell, CalendarRow, CellState } from '../../generated/api'
import { valueOf } from '../../parts/expected'
import { scroll, table, Tag } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { countText, useWords } from '../../words/use-words'
import css from './calendar.module.css'

const SIGNS: Record<CellState, ReactNode> = {
  here: <CheckmarkCircleFilled />,
  touched: <CircleHalfFillRegular />,
  awaited: <ClockRegular />,
  late: <WarningFilled />,
  missing: <ErrorCircleFilled />,
  blank: null,
}

/** The states that a reader of the calendar meets, in the order of the legend. */
const LEGEND = ['here', 'touched', 'awaited', 'late', 'missing'] as const

/** What a row is called: `SKAT-krav, 10624088`. */
export function useSeriesName(): (row: Pick<CalendarRow, 'kind' | 'kind_name' | 'of'>) => string {
  const { t, kind } = useWords()
  return (row) => `${kind(row.kind, row.kind_name)}, ${valueOf(row.of) || t('calendar.municipality')}`
}

function Cell({ cell, label, isChosen, onOpen }: {
  cell: CalendarCell
  label: string
  isChosen: boolean
  onOpen: (delivery: number) => void
}) {
  const { t } = useWords()
  const { state, due, deliveries } = cell
  const newest = deliveries.at(-1)
  const more = [
    due !== null && t('calendar.due', { date: due }),
    deliveries.length > 0 && deliveries.map((id) => `D${id}`).join(', '),
    cell.records > 0 && `${countText(cell.records)} ${t('kilder.records').toLowerCase()}`,
  ].filter(Boolean)
  const title = [label, ...more].join(' · ')
  const isFault = state === 'late' || state === 'missing'
  const content = (
    <>
      {SIGNS[state]}
      {state === 'here' || state === 'blank' ? null : <span>{t(`calendar.state.${state}`)}</span>}
    </>
  )
  return (
    <td className={css.cell} data-state={state} data-expected={cell.is_expected} data-chosen={isChosen} title={title}>
      {newest === undefined ? (
        <span className={css.sign} data-fault={isFault}>
          <span aria-hidden="true">{content}</span>
          <span className="visually-hidden">{title}</span>
        </span>
      ) : (
        <button type="button" className={css.sign} aria-label={title} onClick={() => onOpen(newest)}>
          {content}
        </button>
      )}
    </td>
  )
}

type RowProps = {
  row: CalendarRow
  months: Calendar['months']
  isFirst: boolean
  onOpen: (delivery: number) => void
  onConfirm: (row: CalendarRow) => void
  onEdit: (row: CalendarRow) => void
}

function RowAction({ row, onConfirm, onEdit }: Pick<RowProps, 'row' | 'onConfirm' | 'onEdit'>) {
  const { t } = useWords()
  const name = useSeriesName()(row)
  if (row.standing === 'stated') {
    return (
      <Button
        size="small"
        appearance="subtle"
        icon={<EditRegular />}
        aria-label={t('calendar.editOne', { name })}
        title={t('calendar.edit')}
        onClick={() => onEdit(row)}
      />
    )
  }
  const isProposed = row.standing === 'proposed'
  return (
    <Button
      size="small"
      appearance="subtle"
      aria-label={isProposed ? t('calendar.confirmOne', { name }) : t('calendar.expectOne', { name })}
      onClick={() => (isProposed ? onConfirm(row) : onEdit(row))}
    >
      {isProposed ? t('calendar.confirm') : t('calendar.expect')}
    </Button>
  )
}

function Row({ row, months, isFirst, onOpen, onConfirm, onEdit }: RowProps) {
  const { t, kind, period } = useWords()
  const { period: chosen } = useSession()
  const name = useSeriesName()(row)
  return (
    <tr data-first={isFirst}>
      <th scope="row" className={css.series}>
        <span className={isFirst ? css.kindName : 'visually-hidden'}>{kind(row.kind, row.kind_name)}</span>
        <span className={css.of}>
          {valueOf(row.of) || t('calendar.municipality')}
          {row.standing === 'proposed' && <Tag tone="plain">{t('calendar.standing.proposed')}</Tag>}
          {row.standing === 'delivered' && <span className={css.quiet}>{t('calendar.standing.delivered')}</span>}
        </span>
      </th>
      {row.cells.map((cell, at) => {
        const month = months[at]
        if (!month) return null
        const label = t('calendar.cell', { name, month: period(month), state: t(`calendar.state.${cell.state}`) })
        return <Cell key={month.id} cell={cell} label={label} isChosen={month.id === chosen?.id} onOpen={onOpen} />
      })}
      <td className={css.action}>
        <RowAction row={row} onConfirm={onConfirm} onEdit={onEdit} />
      </td>
    </tr>
  )
}

/** Expected deliveries by month. */
export function CalendarGrid({ calendar, ...rest }: {
  calendar: Calendar
  onOpen: (delivery: number) => void
  onConfirm: (row: CalendarRow) => void
  onEdit: (row: CalendarRow) => void
}) {
  const { t, period } = useWords()
  const { period: chosen } = useSession()
  const { months, rows } = calendar
  return (
    <div className={scroll}>
      <table className={`${table} ${css.calendar}`}>
        <thead>
          <tr>
            <th scope="col">{t('calendar.series')}</th>
            {months.map((month) => (
              <th key={month.id} scope="col" className={css.month} data-chosen={month.id === chosen?.id}>
                {period(month)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('calendar.edit')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <Row
              key={`${row.kind} ${row.of.type} ${valueOf(row.of)}`}
              row={row}
              months={months}
              isFirst={row.kind !== rows[at - 1]?.kind}
              {...rest}
            />
          ))}
        </tbody>
      </table>
      <ul className={css.legend} aria-label={t('calendar.legend')}>
        {LEGEND.map((state) => (
          <li key={state} data-state={state}>
            {SIGNS[state]} {t(`calendar.state.${state}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}
