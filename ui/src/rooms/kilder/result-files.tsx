import { Button } from '@fluentui/react-components'

import type { DeliveryRow } from '../../generated/api'
import { Card, pushed } from '../../parts/pieces'
import { useWords } from '../../words/use-words'
import { Diagnostics } from './diagnostics'
import { FileStatus } from './file-status'
import css from './kilder.module.css'

/** A file that was refused, or lost rows. Notes alone are found in the delivery. */
export function needsALook(row: DeliveryRow): boolean {
  return row.status === 'refused' || row.rejected > 0
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
