import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { DifferenceRow, ReconciliationView, RunView } from '../../generated/api'
import { useChosen } from '../../parts/chosen'
import { useCommands } from '../../parts/commands'
import { useKeys } from '../../parts/keys'
import { Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import css from './differences.module.css'
import { ChosenBar } from './chosen-bar'
import { useLayout } from './column-layout'
import { ColumnMenu } from './column-menu'
import { DetailPane } from './detail-pane'
import type { GridHandle } from './difference-grid'
import { DifferenceGrid } from './difference-grid'
import type { Filter } from './filter'
import { isNarrowed, queryOf, widened, withFold } from './filter'
import { FilterBar } from './filter-bar'
import type { RowCache } from '../../parts/row-cache'
import { SourceRowDialog } from './source-row-dialog'
import { useDifferenceList } from './use-difference-list'

/** The row that the detail shows, and where it stands in the list. */
export type Current = { at: number; row: DifferenceRow }

/** The nearest difference from a row on, in one direction; group rows are stepped over. */
async function nextDifference(cache: RowCache<DifferenceRow>, from: number, step: 1 | -1): Promise<Current | undefined> {
  for (let at = from; at >= 0 && at < cache.rows; at += step) {
    const row = await cache.row(at)
    if (row?.id) return { at, row }
  }
  return undefined
}

const LOOKED_AT = 400

/** Where a row stands now that the list is another one: near where it stood, or near the top. */
async function found(cache: RowCache<DifferenceRow>, before: Current | undefined): Promise<Current | undefined> {
  if (!before) return nextDifference(cache, 0, 1)
  const { row } = before
  const isIt = (one: DifferenceRow) => (row.id ? one.id === row.id : one.group !== null && one.group === row.group)
  for (const start of [Math.max(0, before.at - LOOKED_AT / 2), 0]) {
    const rows = await cache.range(start, start + LOOKED_AT)
    const at = rows.findIndex(isIt)
    const here = rows[at]
    if (here) return { at: start + at, row: here }
  }
  return nextDifference(cache, 0, 1)
}

type Props = { view: ReconciliationView; run: RunView; filter: Filter; onFilter: (filter: Filter) => void }

/** The list of differences and the detail of the one that is chosen. */
export function DifferenceWork({ view, run, filter, onFilter }: Props) {
  const { t } = useWords()
  const query = useMemo(() => queryOf(view.id, view.period.id, filter), [view.id, view.period.id, filter])
  const { open, trouble } = useDifferenceList(query, `${run.result_hash} ${run.at}`)
  const [current, setCurrent] = useState<Current>()
  const [source, setSource] = useState<string | null>(null)
  const grid = useRef<GridHandle>(null)
  const { layout, change } = useLayout()
  const { chosen, toggle } = useChosen(view.id, view.period.id)
  const latest = useRef(current)
  const firstLine = useRef<string | null>(null)

  useEffect(() => {
    latest.current = current
  })
  useEffect(() => {
    if (!open) return
    let isCurrent = true
    void found(open.cache, latest.current).then((next) => {
      if (isCurrent) setCurrent(next)
    })
    return () => {
      isCurrent = false
    }
  }, [open])

  const move = (step: 1 | -1) => {
    if (!open) return
    void nextDifference(open.cache, (current?.at ?? -1) + step, step).then((next) => {
      if (!next) return
      setCurrent(next)
      grid.current?.show(next.at)
    })
  }
  const fold = useCallback((group: string) => onFilter(withFold(filter, group)), [filter, onFilter])
  const showSource = useCallback(() => {
    if (firstLine.current !== null) setSource(firstLine.current)
  }, [])
  useCommands([
    { text: t('shortcuts.nextOne'), keys: ['j'], act: () => move(1) },
    { text: t('shortcuts.previousOne'), keys: ['k'], act: () => move(-1) },
    {
      text: t('shortcuts.choose'),
      keys: ['x'],
      act: () => {
        if (current?.row.id) toggle(current.row.id)
      },
    },
    { text: t('shortcuts.filter'), keys: ['/'], act: () => document.getElementById('difference-filter')?.focus() },
  ])
  useKeys({
    Escape: () => {
      if (isNarrowed(filter)) onFilter(widened(filter))
    },
  })

  return (
    <div className={css.work}>
      <section className={css.list} aria-label={t('afstem.list')}>
        <FilterBar
          run={run}
          filter={filter}
          onFilter={onFilter}
          list={open?.list}
          columns={<ColumnMenu points={view.points} hasFields={run.has_fields} layout={layout} onLayout={change} />}
        />
        {trouble && <TroubleBar trouble={trouble} />}
        {!open && !trouble && <Wait height="100%" style={{ border: 0 }} />}
        {open && (
          <DifferenceGrid
            ref={grid}
            open={open}
            points={view.points}
            hasFields={run.has_fields}
            filter={filter}
            current={current}
            onCurrent={setCurrent}
            onFilter={onFilter}
            onFold={fold}
            onSource={showSource}
            chosen={chosen}
            onChoose={toggle}
            layout={layout}
            onLayout={change}
          />
        )}
        <ChosenBar reconciliation={view.id} period={view.period.id} cache={open?.cache} />
      </section>
      <DetailPane
        view={view}
        run={run}
        row={current?.row}
        onSource={setSource}
        onFirstLine={(record) => {
          firstLine.current = record
        }}
      />
      <SourceRowDialog record={source} onClose={() => setSource(null)} />
    </div>
  )
}
