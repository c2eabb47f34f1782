import { Button, Tab, TabList } from '@fluentui/react-components'
import { ArrowImportRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import { useJobs } from '../../parts/jobs'
import { Card, pushed } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import { FileStatus } from './file-status'
import css from './kilder.module.css'
import { SelectedFile } from './selected-file'
import type { Stand } from './sorting'
import { isAcceptable, STANDS, standOf, tally } from './sorting'
import type { IntakeOfFiles, ReadFile } from './use-intake'
import { useWhom } from './whom'

const ALL = 'all'

function FileItem({ file, isSelected, onSelect, onRemove }: {
  file: ReadFile
  isSelected: boolean
  onSelect: () => void
  onRemove: () => void
}) {
  const { t, kind } = useWords()
  const whom = useWhom()
  const { row } = file
  return (
    <li className={css.file} data-selected={isSelected}>
      <button type="button" className={css.fileButton} aria-pressed={isSelected} onClick={onSelect}>
        <b>{row.file}</b>
        <span className={css.fileKind}>{kind(row.kind, row.kind_name)}</span>
        {whom(row) !== '' && <span className={css.fileKind}>{whom(row)}</span>}
        <span className={css.fileCounts}>
          <FileStatus row={row} />
          {row.rows > 0 && `${countText(row.rows)} ${t('kilder.rows').toLowerCase()}`}
          {row.rejected > 0 && (
            <span data-tone="bad">
              {t('kilder.rejectedCount', { count: row.rejected, amount: countText(row.rejected) })}
            </span>
          )}
        </span>
      </button>
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={`${t('act.remove')} ${row.file}`}
        onClick={onRemove}
      />
    </li>
  )
}

function StandFilter({ counts, all, chosen, onChoose }: {
  counts: Record<Stand, number>
  all: number
  chosen: Stand | typeof ALL
  onChoose: (stand: Stand | typeof ALL) => void
}) {
  const { t } = useWords()
  const shown = STANDS.filter((stand) => counts[stand] > 0)
  return (
    <TabList
      size="small"
      className={css.stands}
      aria-label={t('kilder.show')}
      selectedValue={chosen}
      onTabSelect={(_, { value }) => onChoose(value as Stand | typeof ALL)}
    >
      <Tab value={ALL}>{`${t('kilder.stand.all')} ${countText(all)}`}</Tab>
      {shown.map((stand) => (
        <Tab key={stand} value={stand}>
          {`${t(`kilder.stand.${stand}`)} ${countText(counts[stand])}`}
        </Tab>
      ))}
    </TabList>
  )
}

/** Stores what is in order; what has rejected rows comes along only when that is asked for. */
function ImportButtons({ intake }: { intake: IntakeOfFiles }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const acceptable = intake.files.filter(({ row }) => isAcceptable(row))
  const plain = acceptable.filter(({ row }) => standOf(row) === 'inOrder')
  const [count, all] = [plain.length, acceptable.length]
  const label =
    all === 0
      ? t('kilder.importNone')
      : count === 0
        ? t('kilder.importRest', { count: all })
        : count === all
          ? t('kilder.import', { count })
          : t('kilder.importInOrder', { count })
  return (
    <>
      {count > 0 && count < all && (
        <Button size="small" disabled={isBusy} onClick={() => void intake.store(acceptable)}>
          {t('kilder.importAll', { count: all })}
        </Button>
      )}
      <Button
        size="small"
        appearance="primary"
        icon={<ArrowImportRegular />}
        disabled={isBusy || all === 0}
        onClick={() => void intake.store(count > 0 ? plain : acceptable)}
      >
        {label}
      </Button>
    </>
  )
}

/** Files that have been read: what they hold, and whether they can be stored. */
export function PendingFiles({ intake }: { intake: IntakeOfFiles }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const { files } = intake
  const [filter, setFilter] = useState<Stand | typeof ALL>(ALL)
  // A file that was taken away takes its place in the list with it.
  const [chosen, setChosen] = useState<string | null>(null)
  const counts = tally(files.map(({ row }) => row))
  // A filter that holds nothing any more gives way.
  const active = filter === ALL || counts[filter] > 0 ? filter : ALL
  const shown = files.filter(({ row }) => active === ALL || standOf(row) === active)
  const selected = shown.find(({ path }) => path === chosen) ?? shown[0]
  return (
    <Card
      title={t('kilder.pending')}
      actions={
        <>
          <StandFilter counts={counts} all={files.length} chosen={active} onChoose={setFilter} />
          <span className={pushed} />
          <Button size="small" onClick={intake.clear} disabled={isBusy}>
            {t('kilder.clear')}
          </Button>
          <ImportButtons intake={intake} />
        </>
      }
    >
      <div className={css.pending}>
        <ul className={css.files} aria-label={t('kilder.selected')}>
          {shown.map((file) => (
            <FileItem
              key={file.path}
              file={file}
              isSelected={file === selected}
              onSelect={() => setChosen(file.path)}
              onRemove={() => intake.remove(file.path)}
            />
          ))}
        </ul>
        {selected && <SelectedFile key={selected.path} file={selected} intake={intake} />}
      </div>
    </Card>
  )
}
