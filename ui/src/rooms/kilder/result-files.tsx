import { Button } from '@fluentui/react-components'

import type { DeliveryRow } from '../../generated/api'
import { Card, pushed } from '../../parts/pieces'
import { useWords } from '../../words/use-words'
import { Diagnostics } from './diagnostics'
import { FileStatus } from './file-status'
import css from './kilder.module.css'

/** What the import had to say about files that were not plain. */
export function ResultFiles({ rows, onDone }: { rows: DeliveryRow[]; onDone: () => void }) {
  const { t } = useWords()
  return (
    <Card
      title={t('kilder.results')}
      actions={
        <Button className={pushed} size="small" onClick={onDone}>
          {t('kilder.done')}
        </Button>
      }
    >
      {rows
        .filter((row) => row.diagnostics.length > 0)
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
