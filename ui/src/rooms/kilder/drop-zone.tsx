import { Button } from '@fluentui/react-components'
import { ArrowUploadRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState } from 'react'

import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { useTroubles } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import css from './kilder.module.css'

type Props = { isSmall: boolean; onFiles: (paths: string[]) => void }

/** Where files are let go, or chosen. Files may be let go anywhere in the window while this room is open. */
export function DropZone({ isSmall, onFiles }: Props) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const { isBusy } = useJobs()
  const [isOver, setIsOver] = useState(false)
  const latest = useRef(onFiles)
  useEffect(() => {
    latest.current = onFiles
  })
  useEffect(
    () =>
      host.onFilesDropped((drop) => {
        setIsOver(drop.type === 'over')
        if (drop.type === 'drop') latest.current(drop.paths)
      }),
    [host],
  )
  const pick = () =>
    attempt(async () => {
      const filter = { name: t('kilder.pickFilter'), extensions: ['csv', 'xlsx', 'xls', 'ods', 'txt'] }
      const paths = await host.pickFiles({ title: t('kilder.pick'), filter, many: true })
      if (paths.length > 0) onFiles(paths)
    })
  return (
    <div className={css.drop} data-small={isSmall} data-over={isOver}>
      <ArrowUploadRegular />
      <div>
        <b>{isOver ? t('kilder.dropNow') : t('kilder.drop')}</b>
        <p>{t('kilder.dropHint')}</p>
      </div>
      <Button appearance={isSmall ? 'secondary' : 'primary'} onClick={() => void pick()} disabled={isBusy}>
        {t('kilder.pick')}
      </Button>
    </div>
  )
}
