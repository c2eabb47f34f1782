import type { CSSProperties, KeyboardEvent } from 'react'
import { useRef, useState } from 'react'

import type { FigureBar } from '../../generated/api'
import { countText, useWords } from '../../words/use-words'
import css from './bridge.module.css'
import type { Filter } from './filter'
import { narrowedTo } from './filter'

type Placed = CSSProperties & { '--low': string; '--high': string; '--end': string }

/** Where a bar stands, in percent of the figure's height. */
function placeOf({ low, high, point, is_outflow: isOutflow }: FigureBar): Placed {
  const end = point !== null || !isOutflow ? high : low
  return { '--low': `${low / 10}%`, '--high': `${high / 10}%`, '--end': `${end / 10}%` }
}

function Shape({ bar, isLast }: { bar: FigureBar; isLast: boolean }) {
  const kind = bar.point ?? (bar.cause === 'unexplained' ? 'unexplained' : bar.is_outflow ? 'out' : 'in')
  return (
    <span className={css.shape} style={placeOf(bar)} aria-hidden="true">
      <span className={css.barAmount}>{bar.amount}</span>
      <span className={css.bar} data-kind={kind} data-point={bar.point ?? undefined} />
      {!isLast && <span className={css.connector} />}
    </span>
  )
}

function useRoving(count: number) {
  const [at, setAt] = useState(0)
  const buttons = useRef<(HTMLButtonElement | null)[]>([])
  const focus = (next: number) => {
    const within = Math.max(0, Math.min(count - 1, next))
    setAt(within)
    buttons.current[within]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }
    const next = moves[event.key]
    if (next === undefined || event.altKey) return
    event.preventDefault()
    focus(next)
  }
  return { at, setAt, buttons, onKeyDown }
}

type Props = { bars: FigureBar[]; filter: Filter; onFilter: (filter: Filter) => void }

/**
 * The bridge from the first point to the last. Every step is a button: it narrows the list to the
 * differences behind it. Positions come finished; nothing is worked out here.
 */
export function BridgeFigure({ bars, filter, onFilter }: Props) {
  const { t, cause: causeName } = useWords()
  const steps = bars.filter((bar) => bar.cause !== null)
  const { at, setAt, buttons, onKeyDown } = useRoving(steps.length)
  return (
    <div className={css.figure} role="group" aria-label={t('afstem.bridge')} onKeyDown={onKeyDown}>
      {bars.map((bar, index) => {
        const shape = <Shape bar={bar} isLast={index === bars.length - 1} />
        const { cause, pair } = bar
        if (cause === null || pair === null) {
          const name = t('afstem.pointName', { point: bar.point ?? '', label: bar.label, amount: bar.amount })
          return (
            <div key={index} className={css.column} role="img" aria-label={name}>
              {shape}
              <span className={css.barLabel}>
                <b>{bar.point}</b> {bar.label}
              </span>
            </div>
          )
        }
        const step = steps.indexOf(bar)
        const label = causeName(cause)
        const count = bar.differences
        const name = `${t('afstem.stepName', { pair, label, amount: bar.amount })} ${t('afstem.gap', { count, amount: countText(count) })}`
        return (
          <button
            key={index}
            type="button"
            ref={(button) => {
              buttons.current[step] = button
            }}
            className={css.column}
            tabIndex={step === at ? 0 : -1}
            aria-pressed={filter.cause === cause && filter.pair === pair}
            aria-label={name}
            title={name}
            onFocus={() => setAt(step)}
            onClick={() => onFilter(narrowedTo(filter, cause, pair, null))}
          >
            {shape}
            <span className={css.barLabel}>{label}</span>
          </button>
        )
      })}
    </div>
  )
}
