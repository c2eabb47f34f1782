import type { Coverage } from '../../generated/api'
import { Card, scroll, table, Tag } from '../../parts/pieces'
import { useWords } from '../../words/use-words'
import css from './overblik.module.css'

function Has({ has, more }: { has: boolean; more?: string | null }) {
  const { t } = useWords()
  return <Tag tone={has ? 'good' : 'care'}>{has ? (more ?? t('overblik.present')) : t('overblik.missing')}</Tag>
}

/** What each payer has delivered for the period. */
export function CoverageTable({ coverage }: { coverage: Coverage[] }) {
  const { t } = useWords()
  return (
    <Card title={t('overblik.coverage')}>
      {coverage.length === 0 ? (
        <p className={css.note}>{t('overblik.coverageEmpty')}</p>
      ) : (
        <div className={scroll}>
          <table className={table}>
            <thead>
              <tr>
                <th scope="col">{t('overblik.se')}</th>
                <th scope="col">{t('overblik.reports')}</th>
                <th scope="col">{t('overblik.extract')}</th>
                <th scope="col">{t('overblik.claim')}</th>
              </tr>
            </thead>
            <tbody>
              {coverage.map((one) => (
                <tr key={one.se}>
                  <td>{one.se}</td>
                  <td>
                    <Has has={one.has_reports} />
                  </td>
                  <td>
                    <Has has={one.has_extract} more={one.extract_time} />
                  </td>
                  <td>
                    <Has has={one.has_claim} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
