import type { ReactNode } from 'react'

import type { BridgeView, PointState, StepView } from '../../generated/api'
import { linkButton, number, table } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './bridge.module.css'
import type { Filter } from './filter'
import { narrowedTo } from './filter'

type Narrow = { filter: Filter; onFilter: (filter: Filter) => void }

function PointRow({ point, sum, head }: { point: PointState; sum: string | null; head: ReactNode }) {
  return (
    <tr className={css.pointRow}>
      {head}
      <td>
        <b className={css.pointLetter} data-point={point.point}>
          {point.point}
        </b>{' '}
        {point.name}
      </td>
      <td />
      <td />
      <td />
      <td className={number}>{sum ?? '–'}</td>
    </tr>
  )
}

function StepRow({ step, se, filter, onFilter }: Narrow & { step: StepView; se: string | null }) {
  const { cause } = useWords()
  const narrowed = narrowedTo(filter, step.cause, step.pair, se)
  const isChosen = filter.cause === step.cause && filter.pair === step.pair && filter.se === se
  return (
    <tr data-chosen={isChosen}>
      <td className={css.stepCell}>
        <button type="button" className={linkButton} aria-pressed={isChosen} onClick={() => onFilter(narrowed)}>
          {cause(step.cause)}
        </button>
      </td>
      <td className={number}>{step.inflow === '' ? '' : `+${step.inflow}`}</td>
      <td className={number}>{step.outflow === '' ? '' : `−${step.outflow}`}</td>
      <td className={number}>{countText(step.records)}</td>
      <td />
    </tr>
  )
}

function BridgeRows({
  bridge,
  hasFields,
  points,
  ...narrow
}: Narrow & { bridge: BridgeView; hasFields: boolean; points: PointState[] }) {
  const { t } = useWords()
  const fieldName = `${t('afstem.field').toLowerCase()} ${bridge.field ?? ''}`
  const head = (
    <th scope="rowgroup" rowSpan={points.length + bridge.steps.length} className={css.bridgeHead}>
      {bridge.se ?? bridge.account ?? t('afstem.noPayer')}
      {bridge.se !== null && hasFields && <span>{bridge.field === null ? t('afstem.noField') : fieldName}</span>}
    </th>
  )
  return (
    <tbody>
      {points.map((point, at) => {
        const left = points[at - 1]
        const steps = left ? bridge.steps.filter((step) => step.pair === `${left.point}-${point.point}`) : []
        return [
          ...steps.map((step) => (
            <StepRow key={`${step.pair} ${step.cause}`} step={step} se={bridge.se} {...narrow} />
          )),
          <PointRow key={point.point} point={point} sum={bridge.points[at] ?? null} head={at === 0 ? head : null} />,
        ]
      })}
    </tbody>
  )
}

/** The bridge of each payer and field, as an account is written. */
export function BridgeTable({
  bridges,
  hasFields,
  points,
  ...narrow
}: Narrow & { bridges: BridgeView[]; hasFields: boolean; points: PointState[] }) {
  const { t } = useWords()
  return (
    <div className={css.bridgeTable} tabIndex={0} role="region" aria-label={t('afstem.bridge')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t(hasFields ? 'overblik.se' : 'afstem.payerOrAccount')}</th>
            <th scope="col">{t('afstem.step')}</th>
            <th scope="col" className={number}>
              {t('afstem.inflow')}
            </th>
            <th scope="col" className={number}>
              {t('afstem.outflow')}
            </th>
            <th scope="col" className={number}>
              {t('afstem.records')}
            </th>
            <th scope="col" className={number}>
              {t('afstem.sum')}
            </th>
          </tr>
        </thead>
        {bridges.map((bridge) => (
          <BridgeRows
            key={[bridge.se, bridge.field, bridge.account].join(' ')}
            bridge={bridge}
            hasFields={hasFields}
            points={points}
            {...narrow}
          />
        ))}
      </table>
    </div>
  )
}
