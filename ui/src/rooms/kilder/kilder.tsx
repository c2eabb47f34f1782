import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components'
import { useState } from 'react'

import type { DeliveryRow } from '../../generated/api'
import { go } from '../../parts/place'
import { useWords } from '../../words/use-words'
import { DropZone } from './drop-zone'
import { History } from './history'
import css from './kilder.module.css'
import { PendingFiles } from './pending-files'
import { needsALook, ResultFiles } from './result-files'
import { useIntake } from './use-intake'

function ResultBar({ rows }: { rows: DeliveryRow[] }) {
  const { t } = useWords()
  const refused = rows.filter((row) => row.status === 'refused').length
  const imported = rows.length - refused
  return (
    <MessageBar intent={refused === 0 ? 'success' : 'warning'}>
      <MessageBarBody>
        {imported > 0 && t('kilder.summaryImported', { count: imported })}{' '}
        {refused > 0 && t('kilder.summaryRefused', { count: refused })}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => go('afstem')}>
          {t('kilder.goMatch')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  )
}

/** Files in: read first, look, then store; and what has been stored so far. */
export function Kilder() {
  const { t } = useWords()
  const intake = useIntake()
  const { files, results } = intake
  // A file that was taken away takes its place in the list with it.
  const [chosen, setChosen] = useState<string | null>(null)
  const selected = files.find((file) => file.path === chosen) ?? files[0]
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('kilder.title')}</h1>
      </div>
      <DropZone isSmall={files.length > 0} onFiles={(paths) => void intake.add(paths)} />
      {results.length > 0 && <ResultBar rows={results} />}
      {files.length > 0 && <PendingFiles intake={intake} selected={selected} onSelect={setChosen} />}
      {results.some(needsALook) && <ResultFiles rows={results} onDone={intake.clear} />}
      <History />
    </div>
  )
}
