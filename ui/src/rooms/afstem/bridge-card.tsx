import { Tab, TabList } from '@fluentui/react-components'
import { useState } from 'react'

import type { PointState, RunView } from '../../generated/api'
import { Card, muted, pushed } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './bridge.module.css'
import { BridgeFigure } from './bridge-figure'
import { BridgeTable } from './bridge-table'
import { CutoffDialog, CutoffLine } from './cutoff-dialog'
import type { Filter } from './filter'

function RunFacts({ run, place }: { run: RunView; place: { reconciliation: string; period: string } }) {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Card title={t('afstem.runCard')} className={css.runCard}>
      <dl className={css.runFacts}>
        <dt>{t('afstem.at')}</dt>
        <dd>{run.at}</dd>
        <dt>{t('afstem.matched')}</dt>
        <dd>
          {t('afstem.matchedValue', { records: countText(run.matched_records), groups: countText(run.matched_groups) })}
        </dd>
        <dt>{t('afstem.result')}</dt>
        <dd>
          <code title={run.result_hash}>{run.result_hash.slice(0, 16)}</code>
        </dd>
      </dl>
      <CutoffLine cutoffs={run.cutoffs} onOpen={() => setIsOpen(true)} />
      {isOpen && <CutoffDialog cutoffs={run.cutoffs} place={place} onClose={() => setIsOpen(false)} />}
      <h3 className={css.notesTitle}>{t('afstem.notes')}</h3>
      {run.notes.length === 0 ? (
        <p className={css.notesNone}>{t('afstem.notesNone')}</p>
      ) : (
        <ul className={css.notes}>
          {run.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Card>
  )
}

type Props = {
  run: RunView
  place: { reconciliation: string; period: string }
  points: PointState[]
  filter: Filter
  onFilter: (filter: Filter) => void
}

/** The bridge as a figure or as a table, beside what a reader must know of the run. */
export function BridgeCard({ run, place, points, filter, onFilter }: Props) {
  const { t } = useWords()
  const [form, setForm] = useState<'figure' | 'table'>('figure')
  const switcher = (
    <TabList
      className={pushed}
      size="small"
      selectedValue={form}
      aria-label={t('afstem.viewAs')}
      onTabSelect={(_, { value }) => setForm(value === 'table' ? 'table' : 'figure')}
    >
      <Tab value="figure">{t('afstem.figure')}</Tab>
      <Tab value="table">{t('afstem.table')}</Tab>
    </TabList>
  )
  const title = (
    <>
      {t('afstem.bridge')} <span className={`${muted} ${css.hint}`}>{t('afstem.bridgeHint')}</span>
    </>
  )
  return (
    <div className={css.two} data-form={form}>
      <Card title={title} label={t('afstem.bridge')} actions={switcher} className={css.bridge}>
        {form === 'figure' ? (
          <BridgeFigure bars={run.figure} filter={filter} onFilter={onFilter} />
        ) : (
          <BridgeTable
            bridges={run.bridges}
            hasFields={run.has_fields}
            points={points}
            filter={filter}
            onFilter={onFilter}
          />
        )}
      </Card>
      <RunFacts run={run} place={place} />
    </div>
  )
}
