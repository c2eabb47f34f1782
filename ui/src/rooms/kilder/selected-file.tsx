import { Button, Dropdown, Field, Input, Option, OptionGroup } from '@fluentui/react-components'
import { TableEditRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { MissingValueRow } from '../../generated/api'
import { sourceKinds } from '../../generated/words'
import { useJobs } from '../../parts/jobs'
import { useAnswer } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import { DeliveryDetails } from './delivery-details'
import css from './kilder.module.css'
import type { Mapped } from './mapping/mapping-dialog'
import { MappingDialog } from './mapping/mapping-dialog'
import { isAcceptable } from './sorting'
import type { IntakeOfFiles, ReadFile, Said } from './use-intake'
import { UNSAID } from './use-intake'

const DETECTED = 'detected'
const KIND = 'kind:'
const PROFILE = 'profile:'

function saidBy(choice: string): Said {
  if (choice.startsWith(KIND)) return { ...UNSAID, kind: choice.slice(KIND.length) }
  if (choice.startsWith(PROFILE)) return { ...UNSAID, profile: choice.slice(PROFILE.length) }
  return UNSAID
}

function ReadAs({ said, onChoose }: { said: Said; onChoose: (said: Said) => void }) {
  const { t, kind } = useWords()
  const { isBusy } = useJobs()
  const { data } = useAnswer('profile_list', {})
  const chosen = said.profile !== null ? PROFILE + said.profile : said.kind !== null ? KIND + said.kind : DETECTED
  const label = said.profile ?? (said.kind === null ? t('kilder.readAsDetected') : kind(said.kind, said.kind))
  return (
    <Dropdown
      size="small"
      className={css.kind}
      aria-label={t('kilder.readAs')}
      disabled={isBusy}
      selectedOptions={[chosen]}
      value={label}
      onOptionSelect={(_, { optionValue }) => onChoose(saidBy(optionValue ?? DETECTED))}
    >
      <Option value={DETECTED}>{t('kilder.readAsDetected')}</Option>
      <OptionGroup label={t('mapping.kinds')}>
        {Object.entries(sourceKinds).map(([id, name]) => (
          <Option key={id} value={KIND + id}>
            {name}
          </Option>
        ))}
      </OptionGroup>
      <OptionGroup label={t('mapping.profiles')}>
        {(data?.profiles ?? []).map(({ draft }) => (
          <Option key={draft.name} value={PROFILE + draft.name}>
            {draft.name}
          </Option>
        ))}
      </OptionGroup>
    </Dropdown>
  )
}

/** What the file's profile asks for: it holds for the whole file. */
function MissingValues({ missing, values, onValues }: {
  missing: MissingValueRow[]
  values: Record<string, string>
  onValues: (values: Record<string, string>) => void
}) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const [draft, setDraft] = useState(values)
  const firsts = missing.filter((one, at) => missing.findIndex(({ field }) => field === one.field) === at)
  const hint = ({ rows, line, sample }: MissingValueRow) =>
    [
      t('mapping.missingRows', { count: rows, amount: countText(rows) }),
      sample !== '' && t('mapping.missingFirst', { line, sample }),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <form
      className={css.missing}
      aria-label={t('mapping.missing')}
      onSubmit={(event) => {
        event.preventDefault()
        onValues(draft)
      }}
    >
      {firsts.map((one) => (
        <Field key={one.field} label={one.field} hint={hint(one)}>
          <Input
            size="small"
            value={draft[one.field] ?? ''}
            onChange={(_, { value }) => setDraft({ ...draft, [one.field]: value })}
          />
        </Field>
      ))}
      <Button size="small" type="submit" appearance="primary" disabled={isBusy}>
        {t('mapping.readAgain')}
      </Button>
    </form>
  )
}

const CAN_BE_MAPPED = ['kind-unknown', 'kind-ambiguous', 'column-missing', 'column-twice', 'profile-unusable']

/** One file that has been read: what it holds, and what can be said of it. */
export function SelectedFile({ file, intake }: { file: ReadFile; intake: IntakeOfFiles }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const { data } = useAnswer('profile_list', {})
  const [mapped, setMapped] = useState<Mapped>()
  const { path, said, row } = file
  const start = data?.profiles.find(({ draft }) => draft.name === row.profile)?.draft ?? null
  const isUnknown = row.status === 'refused' && row.diagnostics.some(({ code }) => CAN_BE_MAPPED.includes(code))
  const map = () => setMapped({ path, file: row.file, kind: said.kind ?? row.kind, start })
  const finish = async (profile: string, values: Record<string, string>, isStored: boolean) => {
    setMapped(undefined)
    const read = await intake.readAs(path, { kind: null, profile, values })
    const fresh = read.filter((one) => isAcceptable(one.row))
    if (isStored && fresh.length > 0) await intake.store(fresh)
  }
  return (
    <DeliveryDetails
      row={row}
      action={
        <>
          {(isUnknown || start !== null) && (
            <Button
              size="small"
              appearance={isUnknown ? 'primary' : 'secondary'}
              icon={<TableEditRegular />}
              disabled={isBusy}
              onClick={map}
            >
              {isUnknown ? t('mapping.open') : t('mapping.edit')}
            </Button>
          )}
          <ReadAs said={said} onChoose={(next) => void intake.readAs(path, next)} />
          {isAcceptable(row) && row.rejected > 0 && (
            <Button size="small" disabled={isBusy} onClick={() => void intake.store([file])}>
              {t('kilder.importThis')}
            </Button>
          )}
          {mapped && (
            <MappingDialog
              mapped={mapped}
              onSaved={(profile, values, isStored) => void finish(profile, values, isStored)}
              onClose={() => setMapped(undefined)}
            />
          )}
        </>
      }
      more={
        row.missing.length > 0 && (
          <MissingValues
            key={row.hash}
            missing={row.missing}
            values={said.values}
            onValues={(values) => void intake.readAs(path, { ...said, values })}
          />
        )
      }
    />
  )
}
