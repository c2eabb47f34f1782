import { Button, Field, Input, Textarea } from '@fluentui/react-components'
import { useState } from 'react'

import type { RuleFaultRow, RulesChecked, RulesView, RunChangeRow } from '../../generated/api'
import { EndorserFields, useEndorsers } from '../../parts/endorsers'
import { FormDialog } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { Card, number, scroll, table, Tag } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { useTroubles } from '../../parts/troubles'
import { useAnswers } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import css from './regler.module.css'

const TOML = 'toml'

function Fault({ fault }: { fault: RuleFaultRow }) {
  const { t } = useWords()
  const place = [
    fault.is_own ? null : t('regler.inShipped'),
    fault.line === null ? null : t('regler.line', { line: fault.line }),
    fault.key,
  ]
  return (
    <p className={css.fault} role="alert">
      <Tag tone="bad">{t('log.notOk')}</Tag> {place.filter((part) => part !== null).join(' · ')}: {fault.message}
    </p>
  )
}

function Changes({ checked }: { checked: RulesChecked }) {
  const { t } = useWords()
  if (checked.fault) return <Fault fault={checked.fault} />
  if (checked.changes.length === 0) return <p className={css.lead}>{t('regler.changesNothing')}</p>
  return (
    <div className={scroll}>
      <table className={table} aria-label={t('regler.changes')}>
        <thead>
          <tr>
            <th scope="col">{t('regler.key')}</th>
            <th scope="col">{t('regler.before')}</th>
            <th scope="col">{t('regler.after')}</th>
          </tr>
        </thead>
        <tbody>
          {checked.changes.map((one) => (
            <tr key={one.key}>
              <td>
                <code>{one.key}</code>
              </td>
              <td>{one.before ?? '–'}</td>
              <td>{one.after ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What the draft would change in every period that has been run. */
function Rehearsal({ runs }: { runs: RunChangeRow[] }) {
  const { t } = useWords()
  if (runs.length === 0) return <p className={css.lead}>{t('regler.nothingRun')}</p>
  return (
    <div className={scroll} tabIndex={0} role="region" aria-label={t('regler.rehearsal')}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('regler.run')}</th>
            <th scope="col" className={number}>
              {t('regler.differences')}
            </th>
            <th scope="col" className={number}>
              {t('regler.appearing')}
            </th>
            <th scope="col" className={number}>
              {t('regler.disappearing')}
            </th>
            <th scope="col" className={number}>
              {t('regler.changing')}
            </th>
            <th scope="col" className={number}>
              {t('regler.unexplained')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={`${run.reconciliation} ${run.period}`}>
              <td>
                {run.reconciliation} · {run.period}
              </td>
              <td className={number}>
                {run.before === null ? '–' : countText(run.before)} → {run.after === null ? '–' : countText(run.after)}
              </td>
              <td className={number}>{countText(run.appearing)}</td>
              <td className={number}>{countText(run.disappearing)}</td>
              <td className={number}>{countText(run.changing)}</td>
              <td className={number}>{run.unexplained.join(' → ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function AdoptDialog({ text, needsTwo, onClose }: { text: string; needsTwo: boolean; onClose: () => void }) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const [reason, setReason] = useState('')
  const endorsers = useEndorsers(needsTwo)
  const adopt = async () => {
    const done = await host.rpc('rules_adopt', { text, reason, endorsers: endorsers.both })
    answers.outdate()
    toast({ text: done.text, intent: 'success' })
  }
  return (
    <FormDialog
      title={t('regler.adoptTitle')}
      submit={t('regler.adopt')}
      onSubmit={adopt}
      onClose={onClose}
      isReady={reason.trim() !== '' && endorsers.isReady}
    >
      <Field label={t('regler.reason')}>
        <Input value={reason} onChange={(_, { value }) => setReason(value)} />
      </Field>
      <EndorserFields {...endorsers} />
    </FormDialog>
  )
}

function useFiles(onText: (text: string) => void) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const filter = { name: t('regler.file'), extensions: [TOML] }
  return {
    take: () =>
      void attempt(async () => {
        const [path] = await host.pickFiles({ title: t('regler.import'), filter })
        if (path !== undefined) onText((await host.rpc('rules_import', { path })).text)
      }),
    give: () =>
      void attempt(async () => {
        const path = await host.pickSavePath({ title: t('regler.export'), filter, suggested: `egne-regler.${TOML}` })
        if (path === null) return
        const { file } = await host.rpc('rules_export', { path })
        await host.deliver(file)
      }),
  }
}

/** The municipality's own rules: changed as text, checked, tried on everything that has been run, then adopted. */
export function OwnRules({ view }: { view: RulesView }) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const { work, isBusy } = useJobs()
  const [text, setText] = useState(view.own)
  const [checked, setChecked] = useState<RulesChecked>()
  const [runs, setRuns] = useState<RunChangeRow[]>()
  const [isAdopting, setIsAdopting] = useState(false)
  const change = (next: string) => {
    setText(next)
    setChecked(undefined)
    setRuns(undefined)
  }
  const { take, give } = useFiles(change)
  const check = () => void attempt(async () => setChecked(await host.rpc('rules_check', { text })))
  const rehearse = async () => {
    const done = await work(() => host.rpc('rules_rehearse', { text, period: null }))
    if (done?.type === 'rehearsed') setRuns(done.runs)
  }
  const isSound = checked !== undefined && checked.fault === null
  return (
    <Card title={t('regler.ownTitle')}>
      <div className={css.own}>
        {view.fault && <Fault fault={view.fault} />}
        <Field label={t('regler.ownLabel')} hint={t('regler.ownHint')}>
          <Textarea
            className={css.editor}
            rows={8}
            spellCheck={false}
            value={text}
            onChange={(_, { value }) => change(value)}
          />
        </Field>
        <div className={css.actions}>
          <Button onClick={check}>{t('regler.check')}</Button>
          <Button disabled={!isSound || isBusy} onClick={() => void rehearse()}>
            {t('regler.rehearse')}
          </Button>
          <Button appearance="primary" disabled={runs === undefined || text === view.own} onClick={() => setIsAdopting(true)}>
            {t('regler.adopt')} …
          </Button>
          <span className={css.spring} />
          <Button appearance="subtle" onClick={take}>
            {t('regler.import')} …
          </Button>
          <Button appearance="subtle" disabled={view.own === ''} onClick={give}>
            {t('regler.export')} …
          </Button>
        </div>
        {checked && <Changes checked={checked} />}
        {runs && <Rehearsal runs={runs} />}
      </div>
      {isAdopting && <AdoptDialog text={text} needsTwo={view.needs_two} onClose={() => setIsAdopting(false)} />}
    </Card>
  )
}
