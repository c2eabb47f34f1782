import type { MappingPreview } from '../../../generated/api'
import { countText, useWords } from '../../../words/use-words'
import { Diagnostics } from '../diagnostics'
import { FileStatus } from '../file-status'
import css from './mapping.module.css'

// That the draft itself was used is no news here.
const BY_THE_DRAFT = 'profile-used'

/** What the file becomes with the draft as it is now. */
export function MappingResult({ preview, isStale }: { preview: MappingPreview | undefined; isStale: boolean }) {
  const { t } = useWords()
  const row = preview?.delivery
  const lacking = preview?.unmapped ?? []
  return (
    <section className={css.result} aria-label={t('mapping.result')} aria-busy={isStale}>
      <div className={css.resultHead} role="status">
        <h3>{t('mapping.result')}</h3>
        {row && lacking.length > 0 && <span>{t('mapping.unmapped', { fields: lacking.join(', ') })}</span>}
        {row && lacking.length === 0 && (
          <>
            <FileStatus row={row} />
            {row.rows > 0 && (
              <span>
                {t('mapping.counts', { accepted: countText(row.accepted), rejected: countText(row.rejected) })}
              </span>
            )}
            {row.sums.map(({ name, amount }) => (
              <span key={name} className={css.sum}>
                {name} <b>{amount}</b>
              </span>
            ))}
          </>
        )}
      </div>
      {row && lacking.length === 0 && <Diagnostics diagnostics={row.diagnostics.filter(({ code }) => code !== BY_THE_DRAFT)} />}
    </section>
  )
}
