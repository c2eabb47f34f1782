import { ArrowDownloadRegular } from '@fluentui/react-icons'

import { EmptyState, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { useWords } from '../../words/use-words'
import { CoverageTable } from './coverage-table'
import { Guide } from './guide'
import { MissingList } from './missing-list'
import { NextStepBar, NextStepButton } from './next-step'
import { Operations } from './operations'
import css from './overblik.module.css'
import { ReconciliationCard } from './reconciliation-card'

/** The month at a glance: how each reconciliation stands, what is missing, what to do next. */
export function Overblik() {
  const { t, period: name } = useWords()
  const { overview } = useSession()
  if (overview === undefined) return <Waiting />
  const { period, reconciliations, coverage, missing, next_step: nextStep, operations } = overview
  if (period === null) {
    return (
      <div className={css.room}>
        <div className={css.head}>
          <h1>{t('overblik.title')}</h1>
        </div>
        <Guide step={nextStep} />
        <EmptyState
          icon={<ArrowDownloadRegular />}
          title={t('overblik.nothingTitle')}
          text={t('overblik.stepHint.deliver')}
          action={<NextStepButton step={nextStep} />}
        />
        {operations.length > 0 && <Operations operations={operations} />}
      </div>
    )
  }
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('overblik.titleFor', { period: name(period) })}</h1>
      </div>
      <Guide step={nextStep} />
      <NextStepBar step={nextStep} />
      <section className={css.cards} aria-label={t('overblik.reconciliations')}>
        {reconciliations.map((one) => (
          <ReconciliationCard key={one.id} reconciliation={one} />
        ))}
      </section>
      <div className={css.two}>
        <div className={css.stack}>
          {overview.has_expectations && <MissingList missing={missing} period={period} />}
          <CoverageTable coverage={coverage} />
        </div>
        <Operations operations={operations} />
      </div>
    </div>
  )
}

function Waiting() {
  const { t } = useWords()
  return (
    <div className={css.room} aria-busy="true">
      <div className={css.head}>
        <h1>{t('overblik.title')}</h1>
      </div>
      <Wait height={68} />
      <Wait height={220} />
      <Wait height={240} />
    </div>
  )
}
