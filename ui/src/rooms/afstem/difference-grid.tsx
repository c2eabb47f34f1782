import { AG_GRID_LOCALE_DK } from '@ag-grid-community/locale'
import type {
  CellFocusedEvent,
  CellKeyDownEvent,
  ColDef,
  ColumnMovedEvent,
  ColumnResizedEvent,
  FullWidthCellKeyDownEvent,
  GridApi,
  GridReadyEvent,
  IDatasource,
  SortChangedEvent,
  SuppressKeyboardEventParams,
} from 'ag-grid-community'
import {
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
} from 'ag-grid-community'
import { AgGridReact } from 'ag-grid-react'
import type { Ref } from 'react'
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'

import type { DifferenceRow, DifferenceSort, PointState } from '../../generated/api'
import { type CopiedCell, copyRows } from '../../parts/copy'
import { useTroubles } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import { laidOut, type Layout } from './column-layout'
import css from './differences.module.css'
import type { Current } from './difference-work'
import type { Filter } from './filter'
import type { Longest } from './grid-columns'
import { longestOf, useColumns } from './grid-columns'
import { gridTheme } from './grid-theme'
import type { OpenList } from './use-difference-list'

ModuleRegistry.registerModules([
  CellApiModule,
  CellStyleModule,
  ColumnApiModule,
  InfiniteRowModelModule,
  LocaleModule,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  TooltipModule,
])

const ROW_HEIGHT = 26
const BLOCK_ROWS = 100

/** What the room can ask of the grid. */
export type GridHandle = { show: (at: number) => void }

type Props = {
  ref: Ref<GridHandle>
  open: OpenList
  points: PointState[]
  hasFields: boolean
  filter: Filter
  current: Current | undefined
  onCurrent: (current: Current) => void
  onFilter: (filter: Filter) => void
  onFold: (group: string) => void
  onSource: () => void
  chosen: ReadonlySet<string>
  onChoose: (id: string) => void
  layout: Layout
  onLayout: (layout: Layout) => void
}

const ROW_SELECTION = { mode: 'singleRow', checkboxes: false, enableClickSelection: false } as const

/** Rows come from the list that is open now; the grid itself never changes its source. */
function useDatasource(open: OpenList): IDatasource {
  const latest = useRef(open)
  const { report } = useTroubles()
  useEffect(() => {
    latest.current = open
  })
  return useMemo(
    () => ({
      getRows: (request) => {
        const { startRow, endRow } = request
        const { cache } = latest.current
        const here = cache.ready(startRow, endRow)
        if (here) {
          request.successCallback(here, cache.rows)
          return
        }
        cache.range(startRow, endRow).then(
          (rows) => request.successCallback(rows, cache.rows),
          (thrown: unknown) => {
            report(thrown)
            request.failCallback()
          },
        )
      },
    }),
    [report],
  )
}

function markCurrent(api: GridApi<DifferenceRow>, current: Current | undefined): void {
  if (!current) return
  const node = api.getDisplayedRowAtIndex(current.at)
  // A row that is still on its way is marked when it comes.
  if (node?.data && !node.isSelected()) node.setSelected(true, true)
}

function loadedRows(api: GridApi<DifferenceRow>): (DifferenceRow | undefined)[] {
  const rows: (DifferenceRow | undefined)[] = []
  api.forEachNode(({ data }) => rows.push(data))
  return rows
}

/** The columns that hold amounts. */
const AMOUNTS: ReadonlySet<string> = new Set(['a', 'b', 'c', 'amount'])

/** A header and the chosen rows that are here, or the current one; as they are shown, personal numbers masked. */
function copiedRows(
  api: GridApi<DifferenceRow>,
  chosen: ReadonlySet<string>,
  current: Current | undefined,
): CopiedCell[][] {
  const columns = api.getAllDisplayedColumns()
  const header = columns.map((column): CopiedCell => ({ text: column.getColDef().headerName ?? '', isNumber: false }))
  const rows: CopiedCell[][] = [header]
  api.forEachNode((node) => {
    const { data } = node
    if (!data || data.id === null) return
    if (chosen.size > 0 ? !chosen.has(data.id) : data.id !== current?.row.id) return
    const cell = (id: string) => {
      if (id === 'label') return data.label
      const value = api.getCellValue<string>({ rowNode: node, colKey: id, useFormatter: true })
      return id === 'direction' ? data.direction : id === 'certainty' ? data.certainty : (value ?? '')
    }
    rows.push(columns.map((column) => ({ text: cell(column.getColId()), isNumber: AMOUNTS.has(column.getColId()) })))
  })
  return rows
}

/** In a group row the side arrows fold; elsewhere they move between cells. */
function isOurs({ event, data }: SuppressKeyboardEventParams<DifferenceRow>): boolean {
  if (event.key === 'Enter' || event.key === ' ') return true
  return data?.group != null && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
}

function useGridKeys({ onFold, onSource, onChoose }: Pick<Props, 'onFold' | 'onSource' | 'onChoose'>) {
  return useCallback(
    ({ event, data }: CellKeyDownEvent<DifferenceRow> | FullWidthCellKeyDownEvent<DifferenceRow>) => {
      if (!(event instanceof KeyboardEvent) || !data) return
      const { key } = event
      if (data.group === null) {
        if (key === 'Enter') onSource()
        if (key === ' ' && data.id !== null) onChoose(data.id)
        return
      }
      const wants = { ' ': true, Enter: true, ArrowLeft: !data.is_folded, ArrowRight: data.is_folded }[key]
      if (wants) onFold(data.group)
    },
    [onFold, onSource, onChoose],
  )
}

/** The differences, in windows of rows that the program has sorted, grouped and filtered. */
export function DifferenceGrid({ ref, open, points, hasFields, filter, current, onCurrent, onFilter, onFold, onSource, chosen, onChoose, layout, onLayout }: Props) {
  const { t, language } = useWords()
  const grid = useRef<GridApi<DifferenceRow>>(null)
  const [longest, setLongest] = useState<Longest>([0, 0, 0, 0])
  const datasource = useDatasource(open)
  const plain = useColumns({ points, hasFields, longest, filter, onFold, chosen, onChoose })
  const columns = useMemo(() => laidOut(plain, layout), [plain, layout])
  const onCellKeyDown = useGridKeys({ onFold, onSource, onChoose })
  const defaultColumn = useMemo<ColDef<DifferenceRow>>(
    () => ({ resizable: true, sortable: false, suppressHeaderMenuButton: true, suppressKeyboardEvent: isOurs, minWidth: 44 }),
    [],
  )

  useImperativeHandle(ref, () => ({
    show: (at) => {
      grid.current?.ensureIndexVisible(at)
      grid.current?.setFocusedCell(at, 'label')
    },
  }))
  // Another list: the rows on screen stay until their successors are there.
  useEffect(() => {
    grid.current?.refreshInfiniteCache()
  }, [open])
  const { text, cause, pair, se, groupBy, sort, descending } = filter
  useEffect(() => {
    grid.current?.ensureIndexVisible(0, 'top')
  }, [text, cause, pair, se, groupBy, sort, descending])
  useEffect(() => {
    grid.current?.refreshCells({ columns: ['label'], force: true })
  }, [chosen])
  useEffect(() => {
    if (grid.current) markCurrent(grid.current, current)
  }, [current, open])

  const onCellFocused = ({ rowIndex, api, column }: CellFocusedEvent<DifferenceRow>) => {
    if (rowIndex === null || column === null) return
    const row = api.getDisplayedRowAtIndex(rowIndex)?.data
    if (row && rowIndex !== current?.at) onCurrent({ at: rowIndex, row })
  }
  const onSortChanged = ({ api, source }: SortChangedEvent<DifferenceRow>) => {
    if (source !== 'uiColumnSorted') return
    const sorted = api.getColumnState().find((column) => column.sort)
    const by = (sorted?.colId === 'label' ? 'key' : sorted?.colId === 'amount' ? 'size' : sorted?.colId) as DifferenceSort | undefined
    onFilter({ ...filter, sort: by ?? 'size', descending: sorted ? sorted.sort === 'desc' : true })
  }
  const onColumnMoved = ({ api, finished, source }: ColumnMovedEvent<DifferenceRow>) => {
    if (finished && source === 'uiColumnMoved') {
      onLayout({ ...layout, order: api.getColumnState().map(({ colId }) => colId) })
    }
  }
  const onColumnResized = ({ column, finished, source }: ColumnResizedEvent<DifferenceRow>) => {
    if (finished && column && source === 'uiColumnResized') {
      onLayout({ ...layout, widths: { ...layout.widths, [column.getColId()]: column.getActualWidth() } })
    }
  }
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const api = grid.current
      if (!api || !frame.current?.contains(event.target as Node) || getSelection()?.isCollapsed === false) return
      const rows = copiedRows(api, chosen, current)
      if (rows.length > 1) copyRows(event, rows)
    }
    document.addEventListener('copy', copy)
    return () => document.removeEventListener('copy', copy)
  }, [chosen, current])
  if (open.list.rows === 0) return <p className={css.noMatch}>{t('afstem.noMatch')}</p>
  return (
    <div className={css.grid} role="presentation" ref={frame}>
      <AgGridReact<DifferenceRow>
        theme={gridTheme}
        rowModelType="infinite"
        datasource={datasource}
        cacheBlockSize={BLOCK_ROWS}
        maxBlocksInCache={20}
        infiniteInitialRowCount={open.list.rows}
        columnDefs={columns}
        defaultColDef={defaultColumn}
        rowHeight={ROW_HEIGHT}
        headerHeight={28}
        rowSelection={ROW_SELECTION}
        rowClassRules={{ [css.groupRow ?? 'group']: ({ data }) => data?.group != null }}
        suppressCellFocus={false}
        suppressMultiSort
        tooltipShowDelay={600}
        enableBrowserTooltips
        localeText={language === 'da' ? AG_GRID_LOCALE_DK : {}}
        onGridReady={({ api }: GridReadyEvent<DifferenceRow>) => {
          grid.current = api
          markCurrent(api, current)
        }}
        onGridPreDestroyed={() => {
          grid.current = null
        }}
        onModelUpdated={({ api }) => {
          markCurrent(api, current)
          const rows = loadedRows(api)
          setLongest((before) => longestOf(rows, before))
        }}
        onCellFocused={onCellFocused}
        onCellKeyDown={onCellKeyDown}
        onSortChanged={onSortChanged}
        onColumnMoved={onColumnMoved}
        onColumnResized={onColumnResized}
      />
    </div>
  )
}
