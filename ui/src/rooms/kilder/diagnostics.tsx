import type { DiagnosticRow } from '../../generated/api'
import type { Tone } from '../../parts/pieces'
import { muted, number, scroll, table, Tag } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './kilder.module.css'

const SHOWN_MAX = 200
const SEVERITIES = ['note', 'warning', 'rejected', 'refused'] as const
const TONES: Record<(typeof SEVERITIES)[number], Tone> = { note: 'plain', warning: 'care', rejected: 'bad', refused: 'bad' }

function Severity({ severity }: { severity: string }) {
  const { t } = useWords()
  const known = SEVERITIES.find((one) => one === severity)
  return <Tag tone={known ? TONES[known] : 'plain'}>{known ? t(`kilder.severity.${known}`) : severity}</Tag>
}

/** What is wrong or odd in a file, where it stands, and what to do about it. */
export function Diagnostics({ diagnostics }: { diagnostics: DiagnosticRow[] }) {
  const { t } = useWords()
  if (diagnostics.length === 0) return null
  const rest = diagnostics.length - SHOWN_MAX
  return (
    <div className={`${css.diagnostics} ${scroll}`} tabIndex={0} role="region" aria-label={t('kilder.diagnostics')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('kilder.diagnostics')}</th>
            <th scope="col" className={number}>
              {t('kilder.line')}
            </th>
            <th scope="col">{t('kilder.column')}</th>
            <th scope="col">{t('kilder.value')}</th>
            <th scope="col">{t('kilder.message')}</th>
          </tr>
        </thead>
        <tbody>
          {diagnostics.slice(0, SHOWN_MAX).map((one, at) => (
            <tr key={at}>
              <td>
                <Severity severity={one.severity} />
              </td>
              <td className={number}>{one.line === null ? '' : countText(one.line)}</td>
              <td>{one.column}</td>
              <td>{one.value !== null && <code className={css.code}>{one.value}</code>}</td>
              <td className={css.message}>
                {one.message} {one.hint !== null && <span className={muted}>{one.hint}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && <p className={css.more}>{t('kilder.diagnosticsMore', { count: rest })}</p>}
    </div>
  )
}
