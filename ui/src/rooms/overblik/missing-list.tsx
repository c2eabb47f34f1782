import { Button } from '@fluentui/react-components'
import { CalendarRegular } from '@fluentui/react-icons'

import type { MissingDelivery, PeriodName } from '../../generated/api'
import { isOverdue, valueOf } from '../../parts/expected'
import { Card, pushed, table, Tag } from '../../parts/pieces'
import { go } from '../../parts/place'
import { useWords } from '../../words/use-words'
import css from './overblik.module.css'

function Row({ one }: { one: MissingDelivery }) {
  const { t, kind } = useWords()
  return (
    <tr>
      <td>{kind(one.kind, one.kind_name)}</td>
      <td>{valueOf(one.of) || t('calendar.municipality')}</td>
      <td>
        <Tag tone={isOverdue(one) ? 'care' : 'plain'}>{t(`calendar.state.${one.state}`)}</Tag>
        {one.due !== null && <small> {t('calendar.due', { date: one.due })}</small>}
      </td>
    </tr>
  )
}

/** What the period lacks of what the user expects. */
export function MissingList({ missing, period }: { missing: MissingDelivery[]; period: PeriodName }) {
  const { t, period: name } = useWords()
  return (
    <Card
      title={t('calendar.missingTitle', { period: name(period) })}
      actions={
        <>
          <span className={pushed} />
          <Button size="small" appearance="subtle" icon={<CalendarRegular />} onClick={() => go('kilder', 'kalender')}>
            {t('calendar.open')}
          </Button>
        </>
      }
    >
      {missing.length === 0 ? (
        <p className={css.note}>{t('calendar.missingNone')}</p>
      ) : (
        <table className={table}>
          <tbody>
            {missing.map((one) => (
              <Row key={`${one.kind} ${valueOf(one.of)}`} one={one} />
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
