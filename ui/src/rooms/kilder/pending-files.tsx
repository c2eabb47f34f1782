import { Button, Dropdown, Option } from '@fluentui/react-components'
import { ArrowImportRegular, DismissRegular } from '@fluentui/react-icons'

import { sourceKinds } from '../../generated/words'
import { useJobs } from '../../parts/jobs'
import { Card, pushed } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import { DeliveryDetails } from './delivery-details'
import { FileStatus } from './file-status'
import css from './kilder.module.css'
import type { ReadFile, useIntake } from './use-intake'
import { isAcceptable } from './use-intake'

type Intake = ReturnType<typeof useIntake>

const DETECTED = 'detected'

function KindChoice({ file, onChoose }: { file: ReadFile; onChoose: (kind: string | null) => void }) {
  const { t, kind } = useWords()
  const { isBusy } = useJobs()
  const chosen = file.kind ?? DETECTED
  return (
    <Dropdown
      size="small"
      className={css.kind}
      aria-label={t('kilder.readAs')}
      disabled={isBusy}
      selectedOptions={[chosen]}
      value={file.kind === null ? t('kilder.readAsDetected') : kind(file.kind, file.kind)}
      onOptionSelect={(_, { optionValue }) => onChoose(!optionValue || optionValue === DETECTED ? null : optionValue)}
    >
      <Option value={DETECTED}>{t('kilder.readAsDetected')}</Option>
      {Object.entries(sourceKinds).map(([id, name]) => (
        <Option key={id} value={id}>
          {name}
        </Option>
      ))}
    </Dropdown>
  )
}

function FileItem({ file, isSelected, onSelect, onRemove }: {
  file: ReadFile
  isSelected: boolean
  onSelect: () => void
  onRemove: () => void
}) {
  const { t, kind } = useWords()
  const { row } = file
  return (
    <li className={css.file} data-selected={isSelected}>
      <button type="button" className={css.fileButton} aria-pressed={isSelected} onClick={onSelect}>
        <b>{row.file}</b>
        <span className={css.fileKind}>{kind(row.kind, row.kind_name)}</span>
        <span className={css.fileCounts}>
          <FileStatus row={row} />
          {countText(row.rows)} {t('kilder.rows').toLowerCase()}
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

type Props = { intake: Intake; selected: ReadFile | undefined; onSelect: (path: string) => void }

/** Files that have been read: what they hold, and whether they can be stored. */
export function PendingFiles({ intake, selected, onSelect }: Props) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const { files } = intake
  const count = files.filter(isAcceptable).length
  return (
    <Card
      title={t('kilder.pending')}
      actions={
        <>
          <span className={pushed} />
          <Button size="small" onClick={intake.clear} disabled={isBusy}>
            {t('kilder.clear')}
          </Button>
          <Button
            size="small"
            appearance="primary"
            icon={<ArrowImportRegular />}
            disabled={isBusy || count === 0}
            onClick={() => void intake.store()}
          >
            {count === 0 ? t('kilder.importNone') : t('kilder.import', { count })}
          </Button>
        </>
      }
    >
      <div className={css.pending}>
        <ul className={css.files} aria-label={t('kilder.selected')}>
          {files.map((file) => (
            <FileItem
              key={file.path}
              file={file}
              isSelected={file === selected}
              onSelect={() => onSelect(file.path)}
              onRemove={() => intake.remove(file.path)}
            />
          ))}
        </ul>
        {selected && (
          <DeliveryDetails
            key={selected.path}
            row={selected.row}
            action={<KindChoice file={selected} onChoose={(kind) => void intake.readAs(selected.path, kind)} />}
          />
        )}
      </div>
    </Card>
  )
}
