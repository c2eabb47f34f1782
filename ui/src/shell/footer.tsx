import { CheckmarkCircleRegular, ErrorCircleRegular, LockClosedRegular, LockOpenRegular } from '@fluentui/react-icons'

import { usePlace } from '../parts/place'
import { useSession } from '../parts/session'
import { useAnswer } from '../parts/use-answer'
import { secondsText, useWords } from '../words/use-words'
import css from './frame.module.css'

function LastRun() {
  const { t } = useWords()
  const { period, overview } = useSession()
  const { room, what } = usePlace()
  const isRun = (one: { id: string; differences: number | null }) => one.differences !== null
  const shown = room === 'afstem' ? overview?.reconciliations.find((one) => one.id === what && isRun(one)) : undefined
  const chosen = shown ?? overview?.reconciliations.find(isRun)
  const request = period && chosen ? { reconciliation: chosen.id, period: period.id } : null
  const { data } = useAnswer('reconciliation_view', request)
  const run = request === null ? null : (data?.run ?? null)
  if (run === null) return <span>{t('footer.noRun')}</span>
  return (
    <>
      <span>
        {t('footer.run', { at: run.at, seconds: secondsText(run.elapsed_ms) })} ·{' '}
        <span title={run.result_hash}>{t('footer.result', { hash: run.result_hash.slice(0, 8) })}</span>
      </span>
      <span>{t('footer.rules', { version: run.rules_version })}</span>
    </>
  )
}

/** What the work stands on: the file, the last run, the audit log. */
export function Footer() {
  const { t } = useWords()
  const { info } = useSession()
  const workspace = info?.workspace
  if (!workspace) return <footer className={css.footer} />
  const whole = workspace.audit_is_whole
  return (
    <footer className={css.footer} aria-label={t('footer.label')}>
      <span>
        {workspace.is_encrypted ? <LockClosedRegular /> : <LockOpenRegular />}
        {t('footer.workspace', { file: workspace.file })} · {workspace.is_encrypted ? t('footer.encrypted') : t('footer.plain')}
      </span>
      <LastRun />
      <span
        className={css.last}
        data-tone={whole ? 'good' : 'bad'}
        title={t('footer.auditEntries', { count: workspace.audit_entries })}
      >
        {whole ? t('footer.auditWhole') : t('footer.auditBroken')}
        {whole ? <CheckmarkCircleRegular /> : <ErrorCircleRegular />}
      </span>
    </footer>
  )
}
