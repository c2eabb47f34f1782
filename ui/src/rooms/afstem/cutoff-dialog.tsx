import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons'

import { useState } from 'react'

import type { CutoffCandidateView, CutoffSpan, CutoffView, SignerKey } from '../../generated/api'
import { EndorserFields, useEndorsers } from '../../parts/endorsers'
import { FormDialog } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { linkButton, number, scroll, table, Tag } from '../../parts/pieces'
import { useRun } from '../../parts/run'
import { useSession } from '../../parts/session'
import { useToast } from '../../parts/toast'
import { useTroubles } from '../../parts/troubles'
import { useAnswers } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import css from './cutoff.module.css'

type Place = { reconciliation: string; period: string }

function useSpanText() {
  const { t } = useWords()
  return (span: CutoffSpan | null) => {
    if (span === null) return t('cutoff.unknown')
    if (span.after === null && span.before === null) return t('cutoff.unknown')
    if (span.after === null) return t('cutoff.before', { time: span.before })
    if (span.before === null) return t('cutoff.after', { time: span.after })
    return t('cutoff.between', { after: span.after, before: span.before })
  }
}

/** How sure the program is of a moment, or who has said so. */
function CutoffTag({ cutoff }: { cutoff: CutoffView }) {
  const { t } = useWords()
  if (cutoff.word !== null) return <Tag tone="good">{t('cutoff.confirmed', { who: cutoff.word.who })}</Tag>
  if (!cutoff.is_exact) return <Tag tone="bad">{t('cutoff.inexact')}</Tag>
  return cutoff.is_unique ? <Tag tone="good">{t('cutoff.exact')}</Tag> : <Tag tone="care">{t('cutoff.several')}</Tag>
}

function useConfirm({ reconciliation, period }: Place) {
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const run = useRun()
  const { undo } = useSession()
  const { attempt } = useTroubles()
  return {
    confirm: async (se: string, moment: string, endorsers: SignerKey[]) => {
      const done = await host.rpc('cutoff_confirm', { reconciliation, period, se, moment, endorsers })
      answers.outdate()
      toast({ text: done.text, intent: 'success' })
      await attempt(() => run(period, reconciliation))
    },
    attempt,
    takeBack: (operation: number) => undo(operation),
  }
}

/** Both who answer for a confirmation, where the rules ask for two. */
function EndorseDialog({ onConfirm, onClose }: {
  onConfirm: (endorsers: SignerKey[]) => Promise<void>
  onClose: () => void
}) {
  const { t } = useWords()
  const endorsers = useEndorsers(true)
  return (
    <FormDialog
      title={t('endorse.confirmTitle')}
      submit={t('cutoff.confirm')}
      onSubmit={() => onConfirm(endorsers.both)}
      onClose={onClose}
      isReady={endorsers.isReady}
    >
      <EndorserFields {...endorsers} />
    </FormDialog>
  )
}

function Candidate({ candidate, isChosen, onConfirm }: {
  candidate: CutoffCandidateView
  isChosen: boolean
  onConfirm: (moment: string) => void
}) {
  const { t } = useWords()
  const spanText = useSpanText()
  const { moment, day_earlier: earlier, day_later: later } = candidate
  return (
    <tr>
      <td>{spanText(candidate.span)}</td>
      <td className={number}>{candidate.explained}</td>
      <td className={number} data-tone={candidate.has_remainder ? 'bad' : undefined}>
        {candidate.remainder}
      </td>
      <td className={number}>{t('cutoff.flip', { count: earlier.records, amount: countText(earlier.records), sum: earlier.sum })}</td>
      <td className={number}>{t('cutoff.flip', { count: later.records, amount: countText(later.records), sum: later.sum })}</td>
      <td>
        {isChosen ? (
          <CheckmarkRegular aria-label={t('cutoff.chosen')} />
        ) : (
          moment !== null && (
            <Button size="small" onClick={() => onConfirm(moment)}>
              {t('cutoff.confirm')}
            </Button>
          )
        )}
      </td>
    </tr>
  )
}

function Payer({ cutoff, place }: { cutoff: CutoffView; place: Place }) {
  const { t } = useWords()
  const spanText = useSpanText()
  const { confirm, attempt, takeBack } = useConfirm(place)
  const [asked, setAsked] = useState<string>()
  const { word } = cutoff
  const start = (moment: string) => {
    if (cutoff.needs_two) setAsked(moment)
    else void attempt(() => confirm(cutoff.se, moment, []))
  }
  return (
    <section className={css.payer} aria-label={t('cutoff.payer', { se: cutoff.se })}>
      <h3>
        {t('cutoff.payer', { se: cutoff.se })} <CutoffTag cutoff={cutoff} />
      </h3>
      <p>
        {t('cutoff.counted')} <b>{spanText(cutoff.inferred)}</b>
        {cutoff.previous !== null && ` · ${t('cutoff.previous')} ${spanText(cutoff.previous)}`}
      </p>
      {word !== null && (
        <p>
          {t('cutoff.word', { moment: word.moment, who: word.who, at: word.at })}{' '}
          <button type="button" className={linkButton} onClick={() => takeBack(word.operation)}>
            {t('act.undo')}
          </button>
        </p>
      )}
      {asked !== undefined && (
        <EndorseDialog
          onConfirm={(endorsers) => confirm(cutoff.se, asked, endorsers)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {cutoff.candidates.length > 0 && (
        <div className={scroll} tabIndex={0} role="region" aria-label={t('cutoff.candidates', { se: cutoff.se })}>
          <table className={table}>
            <thead>
              <tr>
                <th scope="col">{t('cutoff.interval')}</th>
                <th scope="col" className={number}>
                  {t('cutoff.explained')}
                </th>
                <th scope="col" className={number}>
                  {t('cutoff.remainder')}
                </th>
                <th scope="col" className={number}>
                  {t('cutoff.dayEarlier')}
                </th>
                <th scope="col" className={number}>
                  {t('cutoff.dayLater')}
                </th>
                <th scope="col">
                  <span className="visually-hidden">{t('cutoff.confirm')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {cutoff.candidates.map((one, at) => (
                <Candidate
                  key={`${one.span.after} ${one.span.before}`}
                  candidate={one}
                  isChosen={at === 0 && word !== null}
                  onConfirm={start}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Up to when the counterparty counted: what else would do, what it would change, and a person's word. */
export function CutoffDialog({ cutoffs, place, onClose }: { cutoffs: CutoffView[]; place: Place; onClose: () => void }) {
  const { t } = useWords()
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface}>
        <DialogBody>
          <DialogTitle>{t('cutoff.title')}</DialogTitle>
          <DialogContent className={css.content}>
            <p className={css.lead}>{t('cutoff.lead')}</p>
            {cutoffs.map((one) => (
              <Payer key={one.se} cutoff={one} place={place} />
            ))}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('act.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}

/** The cut-off in a line, with the way to more. */
export function CutoffLine({ cutoffs, onOpen }: { cutoffs: CutoffView[]; onOpen: () => void }) {
  const { t } = useWords()
  const first = cutoffs[0]
  if (first === undefined) return null
  const worst = cutoffs.find((one) => one.word === null && !(one.is_exact && one.is_unique)) ?? first
  return (
    <p className={css.line}>
      <span>{t('cutoff.short')}</span> <CutoffTag cutoff={worst} />
      <button type="button" className={linkButton} onClick={onOpen}>
        {t('cutoff.open')}
      </button>
    </p>
  )
}
