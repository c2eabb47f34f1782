import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Radio,
  RadioGroup,
} from '@fluentui/react-components'
import { AddRegular, DismissRegular } from '@fluentui/react-icons'
import { useDeferredValue, useState } from 'react'

import type { DeliveryRow, MappingField } from '../../../generated/api'
import { useHost } from '../../../parts/host-context'
import { useSession } from '../../../parts/session'
import { useToast } from '../../../parts/toast'
import { TroubleBar, useTroubles } from '../../../parts/troubles'
import { useAnswer, useAnswers } from '../../../parts/use-answer'
import { useKept } from '../../../parts/use-kept'
import { useWords } from '../../../words/use-words'
import type { ClaimKind, Fault, Values } from './claim'
import { CLAIM_KINDS, faultsOf, nextLine, parted, sentLines } from './claim'
import { ClaimCell } from './claim-cell'
import css from './claim.module.css'

function faultAt(faults: Fault[], line: number | null, field: string): Fault | undefined {
  return faults.find((fault) => fault.field === field && (line === null || fault.line === line))
}

function Shared({ fields, values, faults, onChange }: {
  fields: MappingField[]
  values: Values
  faults: Fault[]
  onChange: (field: string, value: string) => void
}) {
  return (
    <div className={css.shared}>
      {fields.map((field) => (
        <Field key={field.name} label={field.name} required={field.must}>
          <ClaimCell
            field={field}
            label={field.name}
            value={values[field.name] ?? ''}
            fault={faultAt(faults, null, field.name)}
            onChange={(value) => onChange(field.name, value)}
          />
        </Field>
      ))}
    </div>
  )
}

function Lines({ fields, lines, faults, onLines }: {
  fields: MappingField[]
  lines: Values[]
  faults: Fault[]
  onLines: (lines: Values[]) => void
}) {
  const { t } = useWords()
  const set = (at: number, field: string, value: string) =>
    onLines(lines.map((line, place) => (place === at ? { ...line, [field]: value } : line)))
  return (
    <div className={css.lines} tabIndex={0} role="region" aria-label={t('claim.lines')}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('claim.line')}</span>
            </th>
            {fields.map(({ name, must }) => (
              <th key={name} scope="col">
                {name}
                {must && (
                  <span className={css.must} aria-hidden="true">
                    {' '}
                    *
                  </span>
                )}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('act.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <th scope="row">{at + 1}</th>
              {fields.map((field) => (
                <td key={field.name} data-holds={field.holds}>
                  <ClaimCell
                    field={field}
                    label={t('claim.cell', { field: field.name, line: at + 1 })}
                    value={line[field.name] ?? ''}
                    fault={faultAt(faults, at, field.name)}
                    onChange={(value) => set(at, field.name, value)}
                  />
                </td>
              ))}
              <td>
                <Button
                  size="small"
                  appearance="subtle"
                  icon={<DismissRegular />}
                  aria-label={t('claim.removeLine', { line: at + 1 })}
                  disabled={lines.length === 1}
                  onClick={() => onLines(lines.filter((_, place) => place !== at))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" icon={<AddRegular />} onClick={() => onLines([...lines, nextLine(lines)])}>
        {t('claim.addLine')}
      </Button>
    </div>
  )
}

function Result({ row, faults, isEmpty }: { row: DeliveryRow | undefined; faults: Fault[]; isEmpty: boolean }) {
  const { t } = useWords()
  return (
    <section className={css.result} aria-label={t('claim.result')}>
      <div className={css.sums} role="status">
        {row?.sums.map(({ name, amount }) => (
          <span key={name}>
            {name} <b>{amount}</b> kr.
          </span>
        ))}
        {isEmpty && <span className={css.quiet}>{t('claim.empty')}</span>}
      </div>
      <ul>
        {faults.map(({ line, field, message, isGrave }, at) => (
          <li key={at} data-tone={isGrave ? 'bad' : 'care'}>
            <b>{[line !== null && t('claim.lineNumber', { line: line + 1 }), field].filter(Boolean).join(' · ')}</b> {message}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A claim that came on paper, entered line by line with the checks that a file would meet. */
export function ClaimDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { undo } = useSession()
  const { attempt } = useTroubles()
  const { data: known } = useAnswer('mapping_kinds', {})
  const [kind, setKind] = useState<ClaimKind>('skat-krav')
  const [shared, setShared] = useState<Values>({})
  const [lines, setLines] = useState<Values[]>([{}])
  const [isTried, setIsTried] = useState(false)

  const { shared: sharedFields, own } = parted(known?.kinds.find((one) => one.kind === kind)?.fields ?? [])
  const sent = { kind, lines: sentLines(shared, lines) }
  const looked = useDeferredValue(JSON.stringify(sent))
  const { data, trouble } = useAnswer('claim_preview', sent.lines.length === 0 ? null : (JSON.parse(looked) as typeof sent))
  const kept = useKept(data)
  const row = sent.lines.length === 0 ? undefined : kept
  const faults = faultsOf(row?.diagnostics ?? [], lines, isTried)

  const save = () =>
    attempt(async () => {
      setIsTried(true)
      const read = await host.rpc('claim_preview', sent)
      if (read.status === 'refused' || read.rejected > 0) return
      const saved = await host.rpc('claim_save', sent)
      answers.outdate()
      const { operation, file } = saved
      const isNew = saved.status !== 'already_imported'
      toast({
        text: isNew ? t('claim.saved', { file }) : t('claim.known', { file }),
        intent: isNew ? 'success' : 'info',
        // Nothing was done since: without a number the last operation is meant.
        ...(isNew ? { action: { label: t('act.undo'), act: () => undo(operation) } } : {}),
      })
      onClose()
    })
  const choose = (chosen: ClaimKind) => {
    setKind(chosen)
    setShared({})
    setLines([{}])
    setIsTried(false)
  }
  return (
    <Dialog modalType="modal" open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface}>
        <form
          className={css.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <DialogBody className={css.body}>
            <DialogTitle
              action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t('act.close')} onClick={onClose} />}
            >
              {t('claim.title')}
            </DialogTitle>
            <DialogContent className={css.content}>
              <RadioGroup
                layout="horizontal"
                aria-label={t('claim.kind')}
                value={kind}
                onChange={(_, { value }) => choose(value as ClaimKind)}
              >
                {CLAIM_KINDS.map((one) => (
                  <Radio key={one} value={one} label={t(`claim.kinds.${one}`)} />
                ))}
              </RadioGroup>
              <Shared
                fields={sharedFields}
                values={shared}
                faults={faults}
                onChange={(field, value) => setShared({ ...shared, [field]: value })}
              />
              <Lines fields={own} lines={lines} faults={faults} onLines={setLines} />
              {trouble ? <TroubleBar trouble={trouble} /> : <Result row={row} faults={faults} isEmpty={sent.lines.length === 0} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t('act.cancel')}</Button>
              <Button appearance="primary" type="submit" disabled={sent.lines.length === 0}>
                {t('claim.save')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
