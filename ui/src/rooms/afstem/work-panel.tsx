import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { AttachRegular, HistoryRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { WorkAct, WorkStepView, WorkView } from '../../generated/api'
import { useChosen } from '../../parts/chosen'
import { keyText, useCommands } from '../../parts/commands'
import { useHost } from '../../parts/host-context'
import { linkButton, Tag } from '../../parts/pieces'
import { useTroubles } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import { CorrectionDialog } from './correction-dialog'
import css from './work.module.css'
import { useWork, WorkDialog } from './work-dialog'
import type { WorkPlace } from './work-dialog'

const MORE: readonly WorkAct[] = ['begin', 'comment', 'assign', 'evidence', 'reopen']
/** The letters that do them. */
const LETTERS: Record<WorkAct | 'correct', string> = {
  accept: 'g',
  resolve: 'l',
  carry: 'o',
  match: 'm',
  begin: 'i',
  comment: 'n',
  assign: 't',
  evidence: 'b',
  reopen: 'a',
  correct: 'r',
}
const ASKING: readonly WorkAct[] = ['resolve', 'carry', 'comment', 'assign', 'match', 'evidence']

/** The acts on one or many differences. */
export function WorkActs({ place, isMany = false, canAccept = true, hasKeys = true }: {
  place: WorkPlace
  isMany?: boolean
  canAccept?: boolean
  /** False where the keys belong to the acts on what is chosen. */
  hasKeys?: boolean
}) {
  const { t } = useWords()
  const { perform } = useWork(place)
  const [asked, setAsked] = useState<WorkAct>()
  const [isCorrecting, setIsCorrecting] = useState(false)
  const start = (act: WorkAct) => {
    if (ASKING.includes(act)) setAsked(act)
    else void perform({ act })
  }
  const acts: WorkAct[] = [...(canAccept ? ['accept' as const] : []), 'resolve', 'carry', ...(isMany ? ['match' as const] : []), ...MORE]
  const commands = [
    ...acts.map((act) => ({ text: t(`work.act.${act}`), keys: [LETTERS[act]], act: () => start(act) })),
    { text: t('work.act.correct'), keys: [LETTERS.correct], act: () => setIsCorrecting(true) },
  ]
  useCommands(hasKeys ? commands : [])
  return (
    <div className={css.acts}>
      {canAccept && (
        <Button size="small" appearance="primary" title={keyText(LETTERS.accept)} onClick={() => start('accept')}>
          {t('work.act.accept')}
        </Button>
      )}
      <Button size="small" title={keyText(LETTERS.resolve)} onClick={() => start('resolve')}>
        {t('work.act.resolve')}
      </Button>
      <Button size="small" title={keyText(LETTERS.carry)} onClick={() => start('carry')}>
        {t('work.act.carry')}
      </Button>
      {isMany && (
        <Button size="small" title={keyText(LETTERS.match)} onClick={() => start('match')}>
          {t('work.act.match')}
        </Button>
      )}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button size="small" appearance="subtle">
            {t('work.act.more')}
          </Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {MORE.map((act) => (
              <MenuItem key={act} secondaryContent={keyText(LETTERS[act])} onClick={() => start(act)}>
                {t(`work.act.${act}`)}
              </MenuItem>
            ))}
            <MenuItem secondaryContent={keyText(LETTERS.correct)} onClick={() => setIsCorrecting(true)}>{t('work.act.correct')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {isCorrecting && <CorrectionDialog place={place} onClose={() => setIsCorrecting(false)} />}
      {asked && <WorkDialog place={place} act={asked} onClose={() => setAsked(undefined)} />}
    </div>
  )
}

function Step({ step }: { step: WorkStepView }) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const { evidence } = step
  const save = () =>
    void attempt(async () => {
      if (evidence === null) return
      const filter = { name: t('work.form.evidenceFilter'), extensions: ['*'] }
      const path = await host.pickSavePath({ title: t('work.saveEvidence'), filter, suggested: evidence.name })
      if (path === null) return
      await host.rpc('evidence_save', { id: evidence.id, path })
      await host.deliver(path)
    })
  return (
    <li>
      <b>{step.text}</b>
      <small>
        {step.at} · {step.who}
      </small>
      {step.comment !== '' && <p>{step.comment}</p>}
      {evidence !== null && (
        <button type="button" className={linkButton} onClick={save}>
          <AttachRegular /> {evidence.name}
        </button>
      )}
    </li>
  )
}

/** How a difference stands, what can be done, and what was done. */
export function WorkPanel({ work, place, canAccept }: { work: WorkView; place: WorkPlace; canAccept: boolean }) {
  const { t } = useWords()
  const { perform } = useWork(place)
  const { chosen } = useChosen(place.reconciliation, place.period)
  const { earlier } = work
  const facts: [string, string | null][] = [
    [t('work.cause'), work.cause],
    [t('work.owner'), work.owner],
    [t('work.due'), work.due],
    [t('work.expected'), work.expected],
  ]
  return (
    <section aria-label={t('work.title')} className={css.panel}>
      <WorkActs place={place} canAccept={canAccept} hasKeys={chosen.size === 0} />
      {work.is_reopened && <Tag tone="care">{t('work.reopened')}</Tag>}
      <dl className={css.facts}>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {earlier && (
        <div className={css.earlier}>
          <span>
            {t('work.earlier', { period: earlier.period })}: <b>{earlier.cause_label}</b>
            {earlier.approved !== null && ` · ${t('work.earlierApproved', { at: earlier.approved })}`}
            {earlier.comment !== '' && ` · ${earlier.comment}`}
          </span>
          <Button
            size="small"
            onClick={() => void perform({ act: 'resolve', cause: earlier.cause, comment: earlier.comment || '–' })}
          >
            {t('work.earlierAgain')}
          </Button>
        </div>
      )}
      {work.steps.length > 0 && (
        <>
          <h3>
            <HistoryRegular /> {t('work.history')}
          </h3>
          <ol className={css.steps}>
            {work.steps.map((step, at) => (
              <Step key={`${step.operation} ${at}`} step={step} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
