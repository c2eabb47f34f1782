import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { AddRegular, ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { Calendar, CalendarRow, DeliveryRow, ExpectedDelivery } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { Card, pushed, Wait } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useKept } from '../../parts/use-kept'
import { useWords } from '../../words/use-words'
import { CalendarGrid } from './calendar-grid'
import css from './calendar.module.css'
import { ExpectationDialog } from './expectation-dialog'
import { confirmed, isSame, monthAfter, replaced } from './expectations'
import { DetailsDrawer } from './history'

const MONTHS = 6

/** Saves the whole statement: one undo takes one statement back. */
function useStatement(): (expectations: ExpectedDelivery[]) => Promise<boolean> {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  return async (expectations) => {
    const done = await attempt(() => host.rpc('expectations_save', { expectations }))
    if (!done) return false
    answers.outdate()
    toast({ text: t('calendar.saved'), intent: 'success' })
    return true
  }
}

type Editing = { before: ExpectedDelivery | null; start: ExpectedDelivery | null; from: string }

/** Editing a row changes its newest span; one that nobody expects yet is expected from its first month here. */
function editingOf(calendar: Calendar, row: CalendarRow): Editing {
  const spans = calendar.stated.filter((one) => isSame(one, row))
  const newest = spans.reduce<ExpectedDelivery | undefined>((last, one) => (last && last.from > one.from ? last : one), undefined)
  const first = calendar.months[row.cells.findIndex(({ state }) => state === 'here')]?.id ?? calendar.months[0]?.id ?? ''
  const start = newest ?? { kind: row.kind, of: row.of, from: first, to: null }
  return { before: newest ?? null, start, from: start.from }
}

function Proposal({ calendar, onConfirm }: { calendar: Calendar; onConfirm: () => void }) {
  const { t } = useWords()
  const count = calendar.proposed.length
  if (count === 0) return null
  return (
    <MessageBar intent="info" className={css.proposal}>
      <MessageBarBody>{t('calendar.proposed', { count })}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={onConfirm}>
          {t('calendar.confirmAll')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

function Steps({ calendar, onMove }: { calendar: Calendar; onMove: (until: string) => void }) {
  const { t } = useWords()
  const last = calendar.months.at(-1)?.id ?? ''
  return (
    <>
      <Button
        size="small"
        appearance="subtle"
        icon={<ChevronLeftRegular />}
        aria-label={t('calendar.earlier')}
        onClick={() => onMove(monthAfter(last, -1))}
      />
      <Button
        size="small"
        appearance="subtle"
        icon={<ChevronRightRegular />}
        aria-label={t('calendar.later')}
        onClick={() => onMove(monthAfter(last, 1))}
      />
    </>
  )
}

/** What each month needs, what is here, and what is late. */
export function CalendarCard() {
  const { t } = useWords()
  const [until, setUntil] = useState<string | null>(null)
  const [editing, setEditing] = useState<Editing>()
  const [shown, setShown] = useState<DeliveryRow>()
  const answer = useAnswer('calendar', { until, months: MONTHS })
  const { data: list } = useAnswer('delivery_list', {})
  const calendar = useKept(answer.data)
  const save = useStatement()
  if (answer.trouble) return <TroubleBar trouble={answer.trouble} />
  if (calendar === undefined) return <Wait height={260} />
  const { stated, proposed, rows } = calendar
  const confirm = (row: CalendarRow) => void save(confirmed(stated, proposed.filter((one) => isSame(one, row))))
  const finish = async (after: ExpectedDelivery | null) => {
    if (await save(replaced(stated, editing?.before ?? null, after))) setEditing(undefined)
  }
  return (
    <Card
      title={t('calendar.title')}
      actions={
        <>
          <Steps calendar={calendar} onMove={setUntil} />
          <span className={pushed} />
          <Button
            size="small"
            icon={<AddRegular />}
            onClick={() => setEditing({ before: null, start: null, from: calendar.months.at(-1)?.id ?? '' })}
          >
            {t('calendar.add')}
          </Button>
        </>
      }
    >
      <Proposal calendar={calendar} onConfirm={() => void save(confirmed(stated, proposed))} />
      {rows.length === 0 ? (
        <p className={css.empty}>{t('calendar.empty')}</p>
      ) : (
        <CalendarGrid
          calendar={calendar}
          onOpen={(delivery) => setShown(list?.deliveries.find(({ id }) => id === delivery))}
          onConfirm={confirm}
          onEdit={(row) => setEditing(editingOf(calendar, row))}
        />
      )}
      {editing && (
        <ExpectationDialog
          before={editing.before}
          start={editing.start}
          from={editing.from}
          onSave={(after) => void finish(after)}
          onClose={() => setEditing(undefined)}
        />
      )}
      <DetailsDrawer row={shown} onClose={() => setShown(undefined)} />
    </Card>
  )
}
