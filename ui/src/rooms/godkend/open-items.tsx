import type { OpenItemRow } from '../../generated/api'
import type { Tone } from '../../parts/pieces'
import { Card, number, pushed, scroll, table, Tag, Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './godkend.module.css'

const FATES = ['waiting', 'overdue', 'cleared'] as const
const TONES: Record<(typeof FATES)[number], Tone> = { waiting: 'plain', overdue: 'bad', cleared: 'good' }

function Row({ item }: { item: OpenItemRow }) {
  const { t } = useWords()
  const fate = FATES.find((one) => one === item.fate) ?? 'waiting'
  return (
    <tr>
      <td>
        {item.reconciliation_name} · {item.period}
      </td>
      <td>
        {item.label}
        {item.comment !== '' && <small className={css.more}>{item.comment}</small>}
      </td>
      <td>{item.cause_label}</td>
      <td className={number}>{item.amount}</td>
      <td className={number}>{item.age_days}</td>
      <td className={number}>{item.expected}</td>
      <td>{item.owner}</td>
      <td>
        <Tag tone={TONES[fate]}>{t(`godkend.fate.${fate}`)}</Tag>
        {item.cleared !== null && <small className={css.more}>{item.cleared}</small>}
      </td>
    </tr>
  )
}

/** What was carried to later months, with its age and what has become of it. */
export function OpenItems() {
  const { t } = useWords()
  const { data, trouble } = useAnswer('open_items', { reconciliation: null })
  if (trouble) return <TroubleBar trouble={trouble} />
  if (!data) return <Wait height={120} />
  const columns = ['from', 'what', 'cause', 'amount', 'age', 'expected', 'owner', 'fate'] as const
  const isNumber = (column: string) => ['amount', 'age', 'expected'].includes(column)
  return (
    <Card
      title={t('godkend.openItems')}
      actions={
        <span className={`${css.progress} ${pushed}`}>
          {data.items.length > 0 && t('godkend.openItemsSum', { amount: data.open_amount })}
          {data.overdue > 0 && <Tag tone="bad">{t('godkend.overdue', { count: data.overdue })}</Tag>}
        </span>
      }
    >
      {data.items.length === 0 ? (
        <p className={css.empty}>{t('godkend.openItemsEmpty')}</p>
      ) : (
        <div className={scroll} tabIndex={0} role="region" aria-label={t('godkend.openItems')}>
          <table className={table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col" className={isNumber(column) ? number : undefined}>
                    {t(`godkend.item.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.items.map((item) => (
                <Row key={`${item.reconciliation} ${item.period} ${item.id}`} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
