import { Button } from '@fluentui/react-components'
import { ChevronRightRegular } from '@fluentui/react-icons'

import type { PointState, ReconciliationState, RunState, SignState } from '../../generated/api'
import type { Tone } from '../../parts/pieces'
import { Card, pushed, Tag } from '../../parts/pieces'
import { go } from '../../parts/place'
import { countText, useWords } from '../../words/use-words'
import css from './overblik.module.css'

const TONES: Record<RunState, Tone> = { missing_points: 'care', ready: 'plain', matched: 'good', outdated: 'care' }

const SIGNED_TONES: Record<SignState, Tone> = { unsigned: 'plain', waiting: 'care', approved: 'good', affected: 'bad' }

function PointRow({ point }: { point: PointState }) {
  const { t } = useWords()
  return (
    <li>
      <span className={css.letter} data-point={point.point}>
        {point.point}
      </span>
      <span>
        {point.name}
        <small>{point.made_of}</small>
      </span>
      {point.sum === null ? (
        <Tag tone={point.is_present ? 'good' : 'care'}>
          {point.is_present ? t('overblik.pointPresent') : t('overblik.pointMissing')}
        </Tag>
      ) : (
        <span className={css.sum}>{point.sum}</span>
      )}
    </li>
  )
}

/** How one reconciliation stands. */
export function ReconciliationCard({ reconciliation }: { reconciliation: ReconciliationState }) {
  const { t } = useWords()
  const { id, name, state, points, open, differences, signed, unexplained, has_unexplained: hasUnexplained } = reconciliation
  return (
    <Card
      title={name}
      actions={
        <>
          <Tag tone={TONES[state]}>{t(`state.${state}`)}</Tag>
          {signed !== 'unsigned' && <Tag tone={SIGNED_TONES[signed]}>{t(`signed.${signed}`)}</Tag>}
          <span className={pushed} />
          <Button
            size="small"
            appearance="subtle"
            icon={<ChevronRightRegular />}
            iconPosition="after"
            aria-label={t('overblik.open', { name })}
            onClick={() => go('afstem', id)}
          >
            {t('act.open')}
          </Button>
        </>
      }
    >
      <div className={css.figures}>
        <div className={css.figure}>
          <span>{t('overblik.differences')}</span>
          <b>{open === null ? '–' : countText(open)}</b>{' '}
          {differences !== null && <small>{t('overblik.ofAll', { amount: countText(differences) })}</small>}
        </div>
        <div className={css.figure}>
          <span>{t('overblik.unexplained')}</span>
          <b data-tone={hasUnexplained ? 'bad' : undefined}>{unexplained ?? '–'}</b>{' '}
          <small>{unexplained === null ? t('overblik.notRun') : t('overblik.kr')}</small>
        </div>
      </div>
      <ul className={css.points} aria-label={t('overblik.points')}>
        {points.map((point) => (
          <PointRow key={point.point} point={point} />
        ))}
      </ul>
    </Card>
  )
}
