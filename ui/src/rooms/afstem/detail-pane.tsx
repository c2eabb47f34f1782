import { ArrowRightRegular, QuestionCircleRegular } from '@fluentui/react-icons'
import { Fragment, useEffect } from 'react'

import type { DifferenceDetail, DifferenceRow, LineView, ReconciliationView, RunView } from '../../generated/api'
import { CertaintyTag, EmptyState, linkButton, number, table, Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useKept } from '../../parts/use-kept'
import { countText, useWords } from '../../words/use-words'
import css from './differences.module.css'
import { WorkPanel } from './work-panel'

type LinesProps = { lines: LineView[]; onSource: (record: string) => void }

function Line({ line, onSource }: { line: LineView; onSource: (record: string) => void }) {
  const { t } = useWords()
  const origin = t('afstem.sourceOf', { line: countText(line.line), file: line.file })
  const more = [line.time, line.receipt, line.matched_by].filter((part) => part !== '').join(' · ')
  return (
    <tr>
      <td>
        <b className={css.pointLetter} data-point={line.point}>
          {line.point}
        </b>
      </td>
      <td>
        <button type="button" className={linkButton} aria-label={`${line.text}. ${origin}`} title={origin} onClick={() => onSource(line.record)}>
          {line.text}
        </button>
        {more !== '' && <div className={css.lineMore}>{more}</div>}
      </td>
      <td className={number}>{line.amount}</td>
    </tr>
  )
}

function Lines({ lines, onSource }: LinesProps) {
  const { t } = useWords()
  return (
    <table className={`${table} ${css.lines}`}>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{t('afstem.point')}</span>
          </th>
          <th scope="col">{t('afstem.line')}</th>
          <th scope="col" className={number}>
            {t('afstem.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          <Line key={`${line.record} ${at}`} line={line} onSource={onSource} />
        ))}
      </tbody>
    </table>
  )
}

function NextStep({ text }: { text: string }) {
  const { t, nextStep } = useWords()
  if (text === '') return null
  return (
    <p className={css.nextStep}>
      <ArrowRightRegular />
      <span>
        {t('afstem.nextStep')}: <b>{nextStep(text)}</b>
      </span>
    </p>
  )
}

function Detail({ detail, view, onSource }: {
  detail: DifferenceDetail
  view: ReconciliationView
  onSource: (record: string) => void
}) {
  const { t, cause, certainty, direction, status } = useWords()
  const { row } = detail
  const key = [row.cpr, row.se, row.field && `${t('afstem.field').toLowerCase()} ${row.field}`, row.month]
  return (
    <>
      <div className={css.detailHead}>
        <h2>{cause(row.cause)}</h2>
        <CertaintyTag certainty={row.certainty} label={certainty(row.certainty)} />
      </div>
      <p className={css.keyLine}>
        {key
          .filter((part) => part !== '')
          .map((part) => (
            <Fragment key={part}>
              <span>{part} ·</span>{' '}
            </Fragment>
          ))}
        <span>{status(row.status)}</span>
      </p>
      <p className={css.amountLine}>
        <b>{row.amount} kr.</b> {direction(row.direction)}
      </p>
      <p className={css.sentence}>{detail.sentence}</p>
      <NextStep text={detail.next_step} />
      {row.id !== null && (
        <WorkPanel
          work={detail.work}
          place={{ reconciliation: view.id, period: view.period.id, differences: [row.id] }}
          canAccept={row.cause !== 'unexplained'}
        />
      )}
      <h3>{t('afstem.linesTitle')}</h3>
      {detail.lines.length === 0 ? <p>{t('afstem.linesNone')}</p> : <Lines lines={detail.lines} onSource={onSource} />}
      {detail.why_not !== '' && (
        <>
          <h3>
            <QuestionCircleRegular /> {t('afstem.whyNot')}
          </h3>
          <p className={css.sentence}>{detail.why_not}</p>
        </>
      )}
      {detail.matched.length > 0 && (
        <>
          <h3>{t('afstem.matchedTitle')}</h3>
          <Lines lines={detail.matched} onSource={onSource} />
        </>
      )}
    </>
  )
}

function GroupDetail({ row, run }: { row: DifferenceRow; run: RunView }) {
  const { t, cause, certainty } = useWords()
  const group = run.causes.find((one) => one.cause === row.group)
  return (
    <>
      <div className={css.detailHead}>
        <h2>{group ? cause(group.cause) : row.label}</h2>
      </div>
      <p className={css.amountLine}>
        <b>{row.amount} kr.</b> {t('afstem.groupCount', { count: row.count, amount: countText(row.count) })}
      </p>
      {group && (
        <>
          <p className={css.certainties}>
            {group.certainties.map((one) => (
              <CertaintyTag
                key={one.certainty}
                certainty={one.certainty}
                label={t('afstem.certainties', { amount: countText(one.count), certainty: certainty(one.certainty) })}
              />
            ))}
          </p>
          <NextStep text={group.next_step} />
        </>
      )}
    </>
  )
}

function Hints() {
  const { t } = useWords()
  return (
    <p className={css.hintKeys}>
      <span>
        <kbd>J</kbd> <kbd>K</kbd> {t('afstem.hintMove')}
      </span>
      <span>
        <kbd>Enter</kbd> {t('afstem.hintSource')}
      </span>
      <span>
        <kbd>?</kbd> {t('afstem.hintAll')}
      </span>
    </p>
  )
}

type Props = {
  view: ReconciliationView
  run: RunView
  row: DifferenceRow | undefined
  onSource: (record: string) => void
  onFirstLine: (record: string | null) => void
}

/** What happened, what to do next, and the lines that it rests on. */
export function DetailPane({ view, run, row, onSource, onFirstLine }: Props) {
  const { t } = useWords()
  const id = row?.id ?? null
  const request = id === null ? null : { reconciliation: view.id, period: view.period.id, id }
  const { data, trouble } = useAnswer('difference_detail', request)
  const kept = useKept(data)
  const first = (id === null ? undefined : data?.lines[0]?.record) ?? null
  useEffect(() => onFirstLine(first), [first, onFirstLine])
  const shown = id === null ? undefined : kept
  return (
    <section className={css.detail} aria-label={t('afstem.detail')} tabIndex={0} aria-busy={shown?.row.id !== id}>
      {row === undefined && (
        <EmptyState icon={<QuestionCircleRegular />} title={t('afstem.pickOne')} text={t('afstem.pickOneHint')} />
      )}
      {row && id === null && <GroupDetail row={row} run={run} />}
      {trouble && <TroubleBar trouble={trouble} />}
      {id !== null && !shown && !trouble && <Wait height={240} style={{ border: 0 }} />}
      {shown && !trouble && <Detail detail={shown} view={view} onSource={onSource} />}
      {row && <Hints />}
    </section>
  )
}
