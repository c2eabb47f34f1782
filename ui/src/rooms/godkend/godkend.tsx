import { Button } from '@fluentui/react-components'
import { PersonAddRegular, SignatureRegular } from '@fluentui/react-icons'

import { EmptyState, Wait } from '../../parts/pieces'
import { go } from '../../parts/place'
import { useSession } from '../../parts/session'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import { ClosingCard } from './closing-card'
import css from './godkend.module.css'
import { OpenItems } from './open-items'

/** The close of a period: what blocks each reconciliation, the two signatures, and what stays open. */
export function Godkend() {
  const { t, period: name } = useWords()
  const { overview } = useSession()
  const people = useAnswer('people_list', {})
  if (overview === undefined) return <Wait height="100%" />
  const { period, reconciliations } = overview
  if (period === null) {
    return (
      <div className={css.room}>
        <div className={css.head}>
          <h1>{t('nav.godkend')}</h1>
        </div>
        <EmptyState icon={<SignatureRegular />} title={t('afstem.noPeriod.title')} text={t('afstem.noPeriod.text')} />
      </div>
    )
  }
  const isEmpty = people.data?.people.length === 0
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('godkend.title', { period: name(period) })}</h1>
        <p>{t('godkend.lead')}</p>
      </div>
      {isEmpty && (
        <div className={css.notice} role="note">
          <PersonAddRegular />
          <span>{t('godkend.noPeople')}</span>
          <Button size="small" onClick={() => go('indstillinger')}>
            {t('godkend.toPeople')}
          </Button>
        </div>
      )}
      <div className={css.cards}>
        {reconciliations
          .filter(({ state }) => state !== 'missing_points')
          .map(({ id }) => (
            <ClosingCard key={id} reconciliation={id} period={period} />
          ))}
      </div>
      <OpenItems />
    </div>
  )
}
