import { Button } from '@fluentui/react-components'
import { useState } from 'react'

import type { ClosingView, PeriodName, VersionRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import type { Tone } from '../../parts/pieces'
import { linkButton, Tag } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { useTroubles } from '../../parts/troubles'
import { useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './godkend.module.css'

const STATES = ['waiting', 'approved', 'returned', 'withdrawn'] as const
const TONES: Record<(typeof STATES)[number], Tone> = {
  waiting: 'care',
  approved: 'good',
  returned: 'bad',
  withdrawn: 'plain',
}
const ENDING = 'json'

function Version({ version }: { version: VersionRow }) {
  const { t } = useWords()
  const [isShown, setIsShown] = useState(false)
  const state = STATES.find((one) => one === version.state) ?? 'withdrawn'
  const { prepared_by: who, prepared_at: at, decided_by: decider, decided_at: decided } = version
  return (
    <li className={css.version}>
      <div className={css.versionHead}>
        <b>{t('godkend.version', { version: version.version })}</b>
        <Tag tone={TONES[state]}>{t(`godkend.state.${state}`)}</Tag>
        {!version.covers_present && <Tag tone="care">{version.change}</Tag>}
      </div>
      <p>{t('godkend.preparedBy', { who, at })}</p>
      {decider !== null && (
        <p>
          {t(`godkend.state.${state}`)} {t('godkend.decidedBy', { who: decider, at: decided })}
          {version.reason !== null && <q className={css.quote}>{version.reason}</q>}
        </p>
      )}
      {version.note !== '' && <q className={css.quote}>{version.note}</q>}
      {version.cleared > 0 && <p>{t('godkend.cleared', { count: version.cleared })}</p>}
      <button type="button" className={linkButton} aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
        {t('godkend.statementShow')}
      </button>
      {isShown && (
        <pre className={css.statement} tabIndex={0} aria-label={t('godkend.statement')}>
          {version.statement}
        </pre>
      )}
    </li>
  )
}

function useDecisionFile(view: ClosingView, period: PeriodName) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  const filter = { name: t('godkend.decisionFilter'), extensions: [ENDING] }
  const place = { reconciliation: view.reconciliation, period: period.id }
  return {
    give: () =>
      void attempt(async () => {
        const suggested = `godkendelse-${view.reconciliation}-${period.id}.${ENDING}`
        const path = await host.pickSavePath({ title: t('godkend.exportDecision'), filter, suggested })
        if (path === null) return
        const { file } = await host.rpc('decision_export', { ...place, path })
        await host.deliver(file)
      }),
    take: () =>
      void attempt(async () => {
        const [path] = await host.pickFiles({ title: t('godkend.importDecision'), filter })
        if (path === undefined) return
        const { text } = await host.rpc('decision_import', { ...place, path })
        answers.outdate()
        toast({ text, intent: 'success' })
      }),
  }
}

/** The signed versions of a reconciliation, and a decision's way to and from a copy. */
export function Versions({ view, period }: { view: ClosingView; period: PeriodName }) {
  const { t } = useWords()
  const { give, take } = useDecisionFile(view, period)
  const newest = view.versions[0]
  return (
    <div className={css.versions}>
      <h3>{t('godkend.versions')}</h3>
      {newest === undefined ? (
        <p>{t('godkend.noVersions')}</p>
      ) : (
        <ul className={css.versionList}>
          {view.versions.map((one) => (
            <Version key={one.version} version={one} />
          ))}
        </ul>
      )}
      <div className={css.actions}>
        {newest?.decided_by != null && (
          <Button size="small" appearance="subtle" onClick={give}>
            {t('godkend.exportDecision')}
          </Button>
        )}
        {newest?.state === 'waiting' && (
          <Button size="small" appearance="subtle" onClick={take}>
            {t('godkend.importDecision')}
          </Button>
        )}
      </div>
    </div>
  )
}
