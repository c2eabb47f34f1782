import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'

import type { DeliveryRow } from '../../generated/api'
import { Card, pushed } from '../../parts/pieces'
import { go } from '../../parts/place'
import { countText, useWords } from '../../words/use-words'
import { Diagnostics } from './diagnostics'
import { FileStatus } from './file-status'
import css from './kilder.module.css'
import { isPlain, summed } from './sorting'

/** What came of the import in one line. Green only when everything came in. */
export function ResultBar({ rows }: { rows: DeliveryRow[] }) {
  const { t } = useWords()
  const summary = summed(rows)
  const isGood = isPlain(summary)
  const { imported, known, refused, cancelled, rejectedRows } = summary
  return (
    <MessageBar intent={isGood ? 'success' : 'warning'} data-tone={isGood ? 'good' : 'care'}>
      <MessageBarBody>
        {imported > 0 && `${t('kilder.summaryImported', { count: imported })} `}
        {known > 0 && `${t('kilder.summaryKnown', { count: known })} `}
        {rejectedRows > 0 && `${t('kilder.summaryRejected', { count: rejectedRows, amount: countText(rejectedRows) })} `}
        {refused > 0 && `${t('kilder.summaryRefused', { count: refused })} `}
        {cancelled > 0 && t('kilder.summaryCancelled', { count: cancelled })}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => go('afstem')}>
          {t('kilder.goMatch')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

/** A file that was refused, or lost rows. Notes alone are found in the delivery. */
export function needsALook(row: DeliveryRow): boolean {
  return row.status === 'refused' || (row.rejected > 0 && row.status !== 'cancelled')
}

/** What the import had to say about files that were not plain. */
export function ResultFiles({ rows, onDone }: { rows: DeliveryRow[]; onDone: () => void }) {
  const { t } = useWords()
  return (
    <Card
      title={t('kilder.results')}
      actions={
        <>
          <span className={pushed} />
          <Button size="small" onClick={onDone}>
            {t('kilder.done')}
          </Button>
        </>
      }
    >
      {rows
        .filter(needsALook)
        .map((row) => (
          <div key={`${row.hash} ${row.file}`} className={css.result}>
            <div className={css.resultHead}>
              <b>{row.file}</b>
              <FileStatus row={row} />
            </div>
            <Diagnostics diagnostics={row.diagnostics} />
          </div>
        ))}
    </Card>
  )
}
