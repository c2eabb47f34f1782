import { Dropdown, Field, Input, Option, Textarea } from '@fluentui/react-components'
import { useState } from 'react'

import type { WorkAct, WorkRequest } from '../../generated/api'
import { causes } from '../../generated/words'
import { useChosen } from '../../parts/chosen'
import { FileField, FormDialog } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { useSession } from '../../parts/session'
import { useToast } from '../../parts/toast'
import { useTroubles } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './work.module.css'

/** What something is done about. */
export type WorkPlace = { reconciliation: string; period: string; differences: string[] }

type Order = Pick<WorkRequest, 'act'> & Partial<WorkRequest>

/** Does something about differences, and says so with the way back. */
export function useWork(place: WorkPlace) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { undo } = useSession()
  const { attempt } = useTroubles()
  const { clear } = useChosen(place.reconciliation, place.period)
  const send = async (order: Order) => {
    const nothing = { cause: null, day: null, owner: null, comment: '', file: null }
    const done = await host.rpc('work_do', { ...nothing, ...place, ...order })
    if (place.differences.length > 1) clear()
    answers.outdate()
    const action = { label: t('act.undo'), act: () => undo(done.operation) }
    toast({ text: done.text, intent: 'success', action })
  }
  return {
    /** What fails is reported where troubles are. */
    perform: (order: Order) => attempt(() => send(order)),
    /** What fails is thrown, for a dialog to show. */
    send,
  }
}

function CauseField({ cause, onCause }: { cause: string; onCause: (cause: string) => void }) {
  const words = useWords()
  return (
    <Field label={words.t('work.form.cause')}>
      <Dropdown
        value={cause === '' ? '' : words.cause(cause)}
        selectedOptions={[cause]}
        onOptionSelect={(_, { optionValue }) => onCause(optionValue ?? '')}
      >
        {Object.keys(causes).map((one) => (
          <Option key={one} value={one}>
            {words.cause(one)}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}

/** The live sum of what is chosen. */
export function WorkSum({ place }: { place: WorkPlace }) {
  const { t } = useWords()
  const { data } = useAnswer('work_sum', place.differences.length === 0 ? null : place)
  if (!data) return null
  const { positive, negative, sum } = data
  return (
    <span className={css.sum} role="status">
      {data.is_zero ? t('work.sumZero') : t('work.sum', { positive, negative, sum })}
      {!data.is_one_pair && ` · ${t('work.otherPair')}`}
    </span>
  )
}

type Props = { place: WorkPlace; act: WorkAct; onClose: () => void }

/** Asks for what an act needs. */
export function WorkDialog({ place, act, onClose }: Props) {
  const { t } = useWords()
  const { send } = useWork(place)
  const [cause, setCause] = useState('')
  const [day, setDay] = useState('')
  const [owner, setOwner] = useState('')
  const [comment, setComment] = useState('')
  const [file, setFile] = useState('')
  const count = place.differences.length
  const save = () =>
    send({
      act,
      comment,
      cause: act === 'resolve' ? cause : null,
      day: day === '' ? null : day,
      owner: act === 'assign' ? owner : null,
      file: act === 'evidence' ? file : null,
    })
  const needs: Partial<Record<WorkAct, boolean>> = {
    resolve: cause !== '' && comment.trim() !== '',
    carry: day !== '',
    comment: comment.trim() !== '',
    assign: owner.trim() !== '',
    evidence: file !== '',
  }
  const hasDay = act === 'carry' || act === 'assign'
  const title = act in needs || act === 'match' ? t(`work.form.${act as 'resolve'}`) : ''
  return (
    <FormDialog title={title} submit={t('work.form.save')} onSubmit={save} onClose={onClose} isReady={needs[act] ?? true}>
      <p className={css.about}>{t('work.form.about', { count })}</p>
      {act === 'match' && <WorkSum place={place} />}
      {act === 'resolve' && <CauseField cause={cause} onCause={setCause} />}
      {act === 'assign' && (
        <Field label={t('work.form.owner')}>
          <Input value={owner} onChange={(_, { value }) => setOwner(value)} />
        </Field>
      )}
      {hasDay && (
        <Field label={act === 'carry' ? t('work.form.day') : t('work.form.due')}>
          <Input type="date" value={day} onChange={(_, { value }) => setDay(value)} />
        </Field>
      )}
      {act === 'evidence' && (
        <FileField
          label={t('work.form.evidence')}
          title={t('work.form.pickEvidence')}
          filter={{ name: t('work.form.evidenceFilter'), extensions: ['*'] }}
          path={file}
          onPath={setFile}
        />
      )}
      <Field label={act === 'match' ? t('work.form.restLabel') : t('work.form.comment_label')}>
        <Textarea value={comment} onChange={(_, { value }) => setComment(value)} />
      </Field>
    </FormDialog>
  )
}
