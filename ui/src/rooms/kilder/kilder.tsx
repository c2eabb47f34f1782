import { Tab, TabList } from '@fluentui/react-components'

import { go, usePlace } from '../../parts/place'
import { useSession } from '../../parts/session'
import { useWords } from '../../words/use-words'
import { CalendarCard } from './calendar'
import { DropZone } from './drop-zone'
import { History } from './history'
import css from './kilder.module.css'
import { PendingFiles } from './pending-files'
import { needsALook, ResultBar, ResultFiles } from './result-files'
import { SkippedFiles } from './skipped-files'
import { useIntake } from './use-intake'

const CALENDAR = 'kalender'
const DELIVERIES = 'leverancer'

function Views() {
  const { t } = useWords()
  const { what } = usePlace()
  const isCalendar = what === CALENDAR
  return (
    <>
      <TabList
        size="small"
        aria-label={t('kilder.views')}
        selectedValue={isCalendar ? CALENDAR : DELIVERIES}
        onTabSelect={(_, { value }) => go('kilder', value === CALENDAR ? CALENDAR : null)}
      >
        <Tab value={DELIVERIES}>{t('kilder.history')}</Tab>
        <Tab value={CALENDAR}>{t('kilder.calendar')}</Tab>
      </TabList>
      {isCalendar ? <CalendarCard /> : <History />}
    </>
  )
}

/** Files in: read first, look, then store; what has been stored so far, and what is still to come. */
export function Kilder() {
  const { t } = useWords()
  const { info, overview } = useSession()
  const intake = useIntake()
  const { files, results, skipped, foundNothing } = intake
  const isSmall = files.length > 0 || (overview?.periods.length ?? 0) > 0
  const isReadOnly = info?.workspace?.is_read_only === true
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('kilder.title')}</h1>
      </div>
      {!isReadOnly && <DropZone isSmall={isSmall} onFiles={(paths) => void intake.add(paths)} />}
      <SkippedFiles skipped={skipped} foundNothing={foundNothing} />
      {results.length > 0 && <ResultBar rows={results} />}
      {files.length > 0 && <PendingFiles intake={intake} />}
      {results.some(needsALook) && <ResultFiles rows={results} onDone={intake.seen} />}
      <Views />
    </div>
  )
}
