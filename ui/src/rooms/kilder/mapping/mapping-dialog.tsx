import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Dropdown,
  Field,
  Input,
  Option,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import { useCallback, useEffect, useRef, useState } from 'react'

import type { MappingKind, MappingPreview, ProfileDraft } from '../../../generated/api'
import { useHost } from '../../../parts/host-context'
import { useJobs } from '../../../parts/jobs'
import { TroubleBar, useTroubles } from '../../../parts/troubles'
import { useAnswer, useAnswers } from '../../../parts/use-answer'
import { useKept } from '../../../parts/use-kept'
import { useWords } from '../../../words/use-words'
import { ColumnList } from './column-list'
import { emptyDraft, profileName, sentDraft } from './draft'
import { FieldList } from './field-list'
import css from './mapping.module.css'
import { MappingResult } from './mapping-result'
import { MoreOptions } from './more-options'

const PAUSE_MS = 250

/** The newest value once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** A file that is mapped, and the profile that it starts from. */
export type Mapped = { path: string; file: string; kind: string | null; start: ProfileDraft | null }

type Props = {
  mapped: Mapped
  /** The profile is kept; the file is read again, and stored when that was asked for. */
  onSaved: (profile: string, values: Record<string, string>, isStored: boolean) => void
  onClose: () => void
}

/** A draft of the file: the start is what the headers alone suggest. */
function useDraft({ path, file, kind, start }: Mapped, kinds: MappingKind[]) {
  const host = useHost()
  const { attempt } = useTroubles()
  const [draft, setDraft] = useState<ProfileDraft | null>(start)
  const [isBusy, setIsBusy] = useState(false)
  const [name, sheet] = [draft?.name ?? profileName(file), draft?.sheet ?? null]
  const choose = useCallback(
    async (chosen: string) => {
      setIsBusy(true)
      const bare = { ...emptyDraft(chosen, name), sheet }
      const suggested = await attempt(() => host.rpc('mapping_suggest', { path, draft: bare }))
      setDraft(suggested ?? bare)
      setIsBusy(false)
    },
    [attempt, host, name, path, sheet],
  )
  // A kind that is known already need not be asked for.
  const isKnown = kind !== null && kinds.some((one) => one.kind === kind)
  const isStarted = useRef(start !== null)
  useEffect(() => {
    if (isStarted.current || !isKnown) return
    isStarted.current = true
    void choose(kind)
  }, [choose, isKnown, kind])
  return { draft, setDraft, choose, isBusy }
}

function Head({ draft, kinds, sheets, onKind, onDraft }: {
  draft: ProfileDraft | null
  kinds: MappingKind[]
  sheets: string[]
  onKind: (kind: string) => void
  onDraft: (draft: ProfileDraft) => void
}) {
  const { t } = useWords()
  const chosen = kinds.find(({ kind }) => kind === draft?.kind)
  return (
    <div className={css.head}>
      <Field label={t('mapping.kind')} required>
        <Dropdown
          className={css.kind}
          placeholder={t('mapping.chooseKind')}
          value={chosen?.name ?? ''}
          selectedOptions={chosen ? [chosen.kind] : []}
          onOptionSelect={(_, { optionValue }) => optionValue && optionValue !== draft?.kind && onKind(optionValue)}
        >
          {kinds.map(({ kind, name, is_kept: isKept }) => (
            <Option key={kind} value={kind} text={name}>
              {isKept ? name : `${name} (${t('mapping.notKept')})`}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {sheets.length > 1 && draft && (
        <Field label={t('mapping.sheet')}>
          <Dropdown
            placeholder={t('mapping.choose')}
            value={draft.sheet ?? ''}
            selectedOptions={draft.sheet === null ? [] : [draft.sheet]}
            onOptionSelect={(_, { optionValue }) => optionValue && onDraft({ ...draft, sheet: optionValue, headers: [] })}
          >
            {sheets.map((sheet) => (
              <Option key={sheet} value={sheet}>
                {sheet}
              </Option>
            ))}
          </Dropdown>
        </Field>
      )}
      <Field label={t('mapping.name')} className={css.name}>
        <Input
          value={draft?.name ?? ''}
          disabled={draft === null}
          onChange={(_, { value }) => draft && onDraft({ ...draft, name: value })}
        />
      </Field>
    </div>
  )
}

function isReady(draft: ProfileDraft | null, preview: MappingPreview | undefined): boolean {
  return draft !== null && draft.name.trim() !== '' && preview?.unmapped.length === 0
}

/** Says once what a table nobody foresaw means; the next one with the same columns is read by itself. */
export function MappingDialog({ mapped, onSaved, onClose }: Props) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const { attempt } = useTroubles()
  const { isBusy: isWorking } = useJobs()
  const { data: known } = useAnswer('mapping_kinds', {})
  const kinds = known?.kinds ?? []
  const { draft, setDraft, choose, isBusy } = useDraft(mapped, kinds)
  const [values, setValues] = useState<Record<string, string>>({})

  // Before a kind is chosen the columns are shown all the same.
  const first = kinds[0]?.kind
  const looked = draft ?? (first === undefined ? null : emptyDraft(first, mapped.file))
  const sent = looked && JSON.stringify({ path: mapped.path, draft: sentDraft(looked, mapped.file), values })
  const settled = useSettled(sent)
  const { data, trouble } = useAnswer(
    'mapping_preview',
    settled === null ? null : (JSON.parse(settled) as { path: string; draft: ProfileDraft; values: Record<string, string> }),
  )
  const preview = useKept(data)
  const isStale = settled !== sent || data === undefined
  const columns = preview?.columns ?? []
  const fields = kinds.find(({ kind }) => kind === draft?.kind)?.fields ?? []
  const canSave = isReady(draft, data) && !isStale && !isWorking && !isBusy
  const status = data?.delivery.status
  const save = async (isStored: boolean) => {
    if (draft === null) return
    const kept = { ...sentDraft(draft, mapped.file), headers: columns.map(({ name }) => name) }
    const saved = await attempt(() => host.rpc('profile_save', { draft: kept }))
    if (!saved) return
    answers.outdate()
    onSaved(saved.name, values, isStored)
  }
  return (
    <Dialog modalType="modal" open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface}>
        <DialogBody className={css.body}>
          <DialogTitle
            action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t('act.close')} onClick={onClose} />}
          >
            {t('mapping.title', { file: mapped.file })}
          </DialogTitle>
          <DialogContent className={css.content}>
            <Head
              draft={draft}
              kinds={kinds}
              sheets={preview?.sheets ?? []}
              onKind={(kind) => void choose(kind)}
              onDraft={setDraft}
            />
            <div className={css.panes}>
              <ColumnList columns={columns} draft={looked ?? emptyDraft('', '')} />
              {draft === null ? (
                <p className={css.invitation}>{t('mapping.invitation')}</p>
              ) : (
                <div className={css.right}>
                  <FieldList
                    draft={draft}
                    fields={fields}
                    columns={columns}
                    values={values}
                    unmapped={preview?.unmapped ?? []}
                    onDraft={setDraft}
                    onValues={setValues}
                  />
                  <MoreOptions draft={draft} fields={fields} columns={columns} onDraft={setDraft} />
                </div>
              )}
            </div>
            {trouble ? <TroubleBar trouble={trouble} /> : <MappingResult preview={draft ? preview : undefined} isStale={isStale} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('act.cancel')}</Button>
            <Button disabled={!canSave} onClick={() => void save(false)}>
              {t('mapping.save')}
            </Button>
            <Button appearance="primary" disabled={!canSave || status !== 'preview'} onClick={() => void save(true)}>
              {t('mapping.saveAndImport')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
