import { Button, Tab, TabList } from '@fluentui/react-components'
import { TextBulletListAddRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import { pushed } from '../../parts/pieces'
import { go, usePlace } from '../../parts/place'
import { useSession } from '../../parts/session'
import { useWords } from '../../words/use-words'
import { CalendarCard } from './calendar'
import { ClaimDialog } from './claim/claim-dialog'
import { DropZone } from './drop-zone'
import { History } from './history'
import css from './kilder.module.css'
import { PendingFiles } from './pending-files'
import { ProfilesCard } from './profiles-card'
import { needsALook, ResultBar, ResultFiles } from './result-files'
import { SkippedFiles } from './skipped-files'
import { useIntake } from './use-intake'

const VIEWS = ['leverancer', 'kalender', 'profiler'] as const
type View = (typeof VIEWS)[number]

function Views() {
  const { t } = useWords()
  const { what } = usePlace()
  const chosen: View = VIEWS.find((view) => view === what) ?? 'leverancer'
  return (
    <>
      <TabList
        size="small"
        aria-label={t('kilder.views')}
        selectedValue={chosen}
        onTabSelect={(_, { value }) => go('kilder', value === 'leverancer' ? null : (value as View))}
      >
        <Tab value="leverancer">{t('kilder.history')}</Tab>
        <Tab value="kalender">{t('kilder.calendar')}</Tab>
        <Tab value="profiler">{t('profiles.title')}</Tab>
      </TabList>
      {chosen === 'leverancer' && <History />}
      {chosen === 'kalender' && <CalendarCard />}
      {chosen === 'profiler' && <ProfilesCard />}
    </>
  )
}

/** Files in: read first, look, then store; what has been stored so far, and what is still to come. */
export function Kilder() {
  const { t } = useWords()
  const { info, overview } = useSession()
  const intake = useIntake()
  const [isEntering, setIsEntering] = useState(false)
  const { files, results, skipped, foundNothing } = intake
  const isSmall = files.length > 0 || (overview?.periods.length ?? 0) > 0
  const isReadOnly = info?.workspace?.is_read_only === true
  return (
    <div className={css.room}>
      <div className={css.head}>
        <h1>{t('kilder.title')}</h1>
        <span className={pushed} />
        {!isReadOnly && (
          <Button icon={<TextBulletListAddRegular />} onClick={() => setIsEntering(true)}>
            {t('claim.open')}
          </Button>
        )}
      </div>
      {!isReadOnly && <DropZone isSmall={isSmall} onFiles={(paths) => void intake.add(paths)} />}
      <SkippedFiles skipped={skipped} foundNothing={foundNothing} />
      {results.length > 0 && <ResultBar rows={results} />}
      {files.length > 0 && <PendingFiles intake={intake} />}
      {results.some(needsALook) && <ResultFiles rows={results} onDone={intake.seen} />}
      <Views />
      {isEntering && <ClaimDialog onClose={() => setIsEntering(false)} />}
    </div>
  )
}
