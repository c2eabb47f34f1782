import { ArrowRightRegular } from '@fluentui/react-icons'
import { Fragment } from 'react'

import type { GapView, PointState, ReconciliationView } from '../../generated/api'
import { Tag } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './afstem.module.css'

function Point({ point }: { point: PointState }) {
  const { t } = useWords()
  const lines = point.records === null ? null : t('afstem.lines', { count: point.records, amount: countText(point.records) })
  const origin = [lines, point.made_of].filter((part) => part !== null && part !== '').join(' · ')
  return (
    <div className={css.point} data-point={point.point}>
      <h2>
        {point.point} · {point.name}
      </h2>
      {point.sum === null ? (
        <div className={css.pointState}>
          <Tag tone={point.is_present ? 'good' : 'care'}>
            {point.is_present ? t('overblik.pointPresent') : t('overblik.pointMissing')}
          </Tag>
        </div>
      ) : (
        <div className={css.pointSum}>{point.sum}</div>
      )}
      <small title={origin}>{origin}</small>
    </div>
  )
}

function Gap({ from, to, gap }: { from: string; to: string; gap: GapView | undefined }) {
  const { t } = useWords()
  const count = gap?.differences ?? 0
  return (
    <div className={css.gap}>
      <span aria-label={t('afstem.pair', { left: from, right: to })} role="img">
        {from} <ArrowRightRegular /> {to}
      </span>
      <b>{gap?.amount ?? '–'}</b>
      {gap && <span>{t('afstem.gap', { count, amount: countText(count) })}</span>}
    </div>
  )
}

/** The points side by side, with what stands between them. */
export function Points({ view }: { view: ReconciliationView }) {
  const { points, run } = view
  return (
    <section className={css.points} aria-label={view.name}>
      {points.map((point, at) => {
        const next = points[at + 1]
        const gap = next && run?.gaps.find(({ pair }) => pair === `${point.point}-${next.point}`)
        return (
          <Fragment key={point.point}>
            <Point point={point} />
            {next && <Gap from={point.point} to={next.point} gap={gap} />}
          </Fragment>
        )
      })}
    </section>
  )
}
