import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { ArrowDownloadRegular, CheckmarkCircleRegular, PlayRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { ReconciliationView } from '../../generated/api'
import { useJobs } from '../../parts/jobs'
import { EmptyState, Tag, Wait } from '../../parts/pieces'
import { go } from '../../parts/place'
import { useRun } from '../../parts/run'
import { useSession } from '../../parts/session'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './afstem.module.css'
import { BridgeCard } from './bridge-card'
import { DifferenceWork } from './difference-work'
import type { Filter } from './filter'
import { NO_FILTER } from './filter'
import { Points } from './points'
import { RoomHead } from './room-head'

/** One reconciliation: the points, the bridge between them, and the differences. */
export function Afstem({ reconciliation }: { reconciliation: string | null }) {
  const { overview, period } = useSession()
  const id = reconciliation ?? overview?.reconciliations[0]?.id ?? null
  const request = period && id !== null ? { reconciliation: id, period: period.id } : null
  const { data, trouble } = useAnswer('reconciliation_view', request)
  if (overview === undefined) return <Waiting />
  if (period === null || id === null) return <NothingDelivered />
  if (trouble) return <Failed trouble={trouble} />
  if (data === undefined) return <Waiting />
  // Filters belong to one reconciliation of one period.
  return <Loaded key={`${data.id} ${data.period.id}`} view={data} />
}

function Waiting() {
  const { t } = useWords()
  return (
    <div className={css.room} aria-busy="true">
      <div className={css.head}>
        <h1>{t('nav.afstem')}</h1>
      </div>
      <Wait height={84} />
      <Wait height={186} />
      <Wait height="100%" />
    </div>
  )
}

function Failed({ trouble }: { trouble: Parameters<typeof TroubleBar>[0]['trouble'] }) {
  const { t } = useWords()
  const answers = useAnswers()
  const again = (
    <Button size="small" onClick={() => answers.outdate()}>
      {t('act.tryAgain')}
    </Button>
  )
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('nav.afstem')}</h1>
      </div>
      <TroubleBar trouble={trouble} action={again} />
    </div>
  )
}

function NothingDelivered() {
  const { t } = useWords()
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('nav.afstem')}</h1>
      </div>
      <EmptyState
        icon={<ArrowDownloadRegular />}
        title={t('afstem.noPeriod.title')}
        text={t('afstem.noPeriod.text')}
        action={<ToSources />}
      />
    </div>
  )
}

function ToSources() {
  const { t } = useWords()
  return (
    <Button appearance="primary" icon={<ArrowDownloadRegular />} onClick={() => go('kilder')}>
      {t('afstem.missing.go')}
    </Button>
  )
}

function NotRun({ view }: { view: ReconciliationView }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const run = useRun()
  if (view.state === 'missing_points') {
    const missing = view.points.filter((point) => !point.is_present)
    return (
      <EmptyState
        icon={<ArrowDownloadRegular />}
        title={t('afstem.missing.title')}
        text={
          <>
            <p>{t('afstem.missing.text')}</p>
            {missing.map((point) => (
              <Tag key={point.point} tone="care">
                {point.point} · {point.name}
              </Tag>
            ))}
          </>
        }
        action={<ToSources />}
      />
    )
  }
  return (
    <EmptyState
      icon={<PlayRegular />}
      title={t('afstem.notRun.title')}
      text={t('afstem.notRun.text')}
      action={
        <Button
          appearance="primary"
          icon={<PlayRegular />}
          disabled={isBusy}
          onClick={() => void run(view.period.id, view.id)}
        >
          {t('act.run')}
        </Button>
      }
    />
  )
}

function OutdatedBar({ view, at }: { view: ReconciliationView; at: string }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const run = useRun()
  return (
    <MessageBar intent="warning">
      <MessageBarBody>{t('afstem.outdated', { at })}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabled={isBusy} onClick={() => void run(view.period.id, view.id)}>
          {t('act.runAgain')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

function Loaded({ view }: { view: ReconciliationView }) {
  const { t } = useWords()
  const [filter, setFilter] = useState<Filter>(NO_FILTER)
  const { run } = view
  return (
    <div className={css.room} data-run={run !== null}>
      <RoomHead view={view} />
      {view.state === 'outdated' && run && <OutdatedBar view={view} at={run.at} />}
      <Points view={view} />
      {run === null && <NotRun view={view} />}
      {run && <BridgeCard place={{ reconciliation: view.id, period: view.period.id }} run={run} points={view.points} filter={filter} onFilter={setFilter} />}
      {run && run.differences === 0 && (
        <EmptyState
          icon={<CheckmarkCircleRegular />}
          tone="good"
          title={t('afstem.none.title')}
          text={t('afstem.none.text')}
        />
      )}
      {run && run.differences > 0 && <DifferenceWork view={view} run={run} filter={filter} onFilter={setFilter} />}
    </div>
  )
}
