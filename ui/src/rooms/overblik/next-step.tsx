import { Button } from '@fluentui/react-components'
import {
  ArrowDownloadRegular,
  CheckmarkCircleRegular,
  PlayRegular,
  SignatureRegular,
  TextBulletListSquareSearchRegular,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'

import type { NextStep } from '../../generated/api'
import { useJobs } from '../../parts/jobs'
import { go } from '../../parts/place'
import { useRun } from '../../parts/run'
import { useSession } from '../../parts/session'
import { useWords } from '../../words/use-words'
import css from './overblik.module.css'

const ICONS: Record<NextStep, ReactNode> = {
  deliver: <ArrowDownloadRegular />,
  deliver_missing: <ArrowDownloadRegular />,
  match: <PlayRegular />,
  work: <TextBulletListSquareSearchRegular />,
  sign: <SignatureRegular />,
  approve: <SignatureRegular />,
  done: <CheckmarkCircleRegular />,
}

/** Leads to what should be done next, or does it. */
export function NextStepButton({ step }: { step: NextStep }) {
  const { t } = useWords()
  const { period, overview } = useSession()
  const { isBusy } = useJobs()
  const run = useRun()
  const withMost = overview?.reconciliations.find((one) => (one.open ?? 0) > 0) ?? overview?.reconciliations[0]
  const act = () => {
    if (step === 'deliver' || step === 'deliver_missing') go('kilder')
    else if (step === 'match' && period) void run(period.id, null)
    else if (step === 'sign' || step === 'approve') go('godkend')
    else go('afstem', withMost?.id ?? null)
  }
  return (
    <Button appearance="primary" icon={ICONS[step] as never} onClick={act} disabled={isBusy}>
      {t(`overblik.stepButton.${step}`)}
    </Button>
  )
}

/** What to do next, and why. */
export function NextStepBar({ step }: { step: NextStep }) {
  const { t } = useWords()
  return (
    <section className={css.next} aria-label={t('overblik.next')}>
      {ICONS[step]}
      <div className={css.nextText}>
        <span className={css.eyebrow}>{t('overblik.next')}</span>
        <h2>{t(`overblik.step.${step}`)}</h2>
        <p>{t(`overblik.stepHint.${step}`)}</p>
      </div>
      <NextStepButton step={step} />
    </section>
  )
}
