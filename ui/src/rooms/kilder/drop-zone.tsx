import { Button } from '@fluentui/react-components'
import { ArrowUploadRegular, FolderOpenRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState } from 'react'

import { useCommands } from '../../parts/commands'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { useTroubles } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import css from './kilder.module.css'

type Props = { isSmall: boolean; onFiles: (paths: string[]) => void }

/** Where files and folders are let go, or chosen. They may be let go anywhere in the window while this room is open. */
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
        if (drop.type === 'drop' && drop.paths.length > 0) latest.current(drop.paths)
      }),
    [host],
  )
  const pick = () =>
    attempt(async () => {
      const filter = { name: t('kilder.pickFilter'), extensions: ['*'] }
      const paths = await host.pickFiles({ title: t('kilder.pick'), filter, many: true })
      if (paths.length > 0) onFiles(paths)
    })
  const pickFolder = () =>
    attempt(async () => {
      const folder = await host.pickFolder(t('kilder.pickFolder'))
      if (folder !== null) onFiles([folder])
    })
  useCommands(
    isBusy
      ? []
      : [
          { text: t('kilder.pick'), keys: ['Ctrl+o'], act: () => void pick() },
          { text: t('kilder.pickFolder'), act: () => void pickFolder() },
        ],
  )
  return (
    <div className={css.drop} data-small={isSmall} data-over={isOver}>
      <ArrowUploadRegular />
      <div>
        <b>{isOver ? t('kilder.dropNow') : t('kilder.drop')}</b>
        <p>{t('kilder.dropHint')}</p>
      </div>
      <Button appearance="primary" onClick={() => void pick()} disabled={isBusy}>
        {t('kilder.pick')}
      </Button>
      <Button icon={<FolderOpenRegular />} onClick={() => void pickFolder()} disabled={isBusy}>
        {t('kilder.pickFolder')}
      </Button>
    </div>
  )
}
