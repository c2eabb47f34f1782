import { ChevronDownRegular, ChevronRightRegular } from '@fluentui/react-icons'
import type { ColDef, ICellRendererParams } from 'ag-grid-community'
import { useMemo } from 'react'

import type { DifferenceRow, PointState } from '../../generated/api'
import { CertaintyTag } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './afstem.module.css'
import type { Filter } from './filter'

type Cell = ICellRendererParams<DifferenceRow>

const POINTS = ['a', 'b', 'c'] as const

/** The first word of a point's name: `TØK indberettet` is `TØK` over a column. */
function shortName({ point, name }: PointState): string {
  return `${point} ${name.split(' ')[0] ?? name}`
}

/** The direction for a narrow column: the point by its letter, `mangler i B`. */
function shortDirection({ direction, pair }: DifferenceRow): string {
  const [, how] = /^(mangler i|ekstra i) /.exec(direction) ?? []
  return how === undefined ? direction : `${how} ${pair.split('-')[1] ?? ''}`
}

/** The columns of the list. Every amount is shown as it came. */
export function useColumns(points: PointState[], filter: Filter, onFold: (group: string) => void): ColDef<DifferenceRow>[] {
  const words = useWords()
  const { groupBy } = filter
  return useMemo(() => {
    const { t, language, cause, certainty, direction, status } = words

    const groupName = (row: DifferenceRow) => {
      if (groupBy === 'cause') return cause(row.group ?? '')
      if (groupBy === 'field') return row.group ? `${t('afstem.field')} ${row.group}` : t('afstem.noField')
      return row.label
    }
    const LabelCell = ({ data }: Cell) => {
      if (!data) return null
      if (data.group === null) return <span className={groupBy ? css.indented : undefined}>{data.label}</span>
      const group = data.group
      return (
        <button
          type="button"
          tabIndex={-1}
          className={css.fold}
          aria-expanded={!data.is_folded}
          onClick={() => onFold(group)}
        >
          {data.is_folded ? <ChevronRightRegular /> : <ChevronDownRegular />}
          {groupName(data)} ({countText(data.count)})
        </button>
      )
    }
    const DirectionCell = ({ data }: Cell) =>
      data && (
        <>
          <span className={css.shortDirection}>{direction(shortDirection(data))}</span>
          <span className={css.fullDirection}>{direction(data.direction)}</span>
        </>
      )
    const CertaintyCell = ({ data }: Cell) =>
      data && data.certainty !== '' ? (
        <CertaintyTag certainty={data.certainty} label={certainty(data.certainty)} />
      ) : null

    const numbers = { cellClass: css.number, headerClass: css.numberHead }
    const amounts = POINTS.flatMap((id, at): ColDef<DifferenceRow>[] => {
      const point = points[at]
      if (!point) return []
      return [
        {
          colId: id,
          headerName: shortName(point),
          headerTooltip: `${point.point} · ${point.name}`,
          flex: 1,
          minWidth: 90,
          valueGetter: ({ data }) => (data ? data.points[at] || '–' : ''),
          ...numbers,
        },
      ]
    })
    return [
      {
        colId: 'label',
        headerName: t('afstem.column.label'),
        flex: 2,
        minWidth: 176,
        colSpan: ({ data }) => (data?.group == null ? 1 : 2),
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        cellRenderer: LabelCell,
        tooltip: ({ data }) => (data ? (data.group === null ? data.label : groupName(data)) : ''),
      },
      {
        colId: 'cause',
        headerName: t('afstem.column.cause'),
        width: 180,
        hide: groupBy === 'cause',
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        valueGetter: ({ data }) => (data && data.cause !== '' ? cause(data.cause) : ''),
        tooltip: ({ value }) => value as string,
      },
      {
        colId: 'field',
        headerName: t('afstem.column.field'),
        width: 54,
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        valueGetter: ({ data }) => data?.field ?? '',
      },
      ...amounts,
      {
        colId: 'amount',
        headerName: t('afstem.column.amount'),
        flex: 1,
        minWidth: 92,
        sortable: true,
        sortingOrder: ['desc', 'asc', null],
        valueGetter: ({ data }) => data?.amount ?? '',
        ...numbers,
        cellClass: css.difference,
      },
      {
        colId: 'direction',
        headerName: t('afstem.column.direction'),
        flex: 1,
        minWidth: 84,
        cellRenderer: DirectionCell,
        tooltip: ({ data }) => direction(data?.direction ?? ''),
        cellClass: css.direction,
      },
      {
        colId: 'certainty',
        headerName: t('afstem.column.certainty'),
        width: language === 'da' ? 90 : 106,
        sortable: true,
        sortingOrder: ['asc', 'desc', null],
        cellRenderer: CertaintyCell,
        cellClass: css.tagCell,
      },
      {
        colId: 'status',
        headerName: t('afstem.column.status'),
        width: 56,
        valueGetter: ({ data }) => (data && data.status !== '' ? status(data.status) : ''),
      },
    ]
  }, [words, points, groupBy, onFold])
}
