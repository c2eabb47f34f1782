import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Dropdown,
  Field,
  Option,
} from '@fluentui/react-components'
import { ArrowDownloadRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { ChangeList, DeliveryRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { pushed } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import { ChangeGroups } from './change-groups'
import css from './changes.module.css'
import { named } from './names'

type Sides = { older: number[]; newer: number[] }

function useExport(): (sides: Sides) => Promise<void> {
  const { t } = useWords()
  const host = useHost()
  const toast = useToast()
  const { attempt } = useTroubles()
  return async ({ older, newer }) => {
    await attempt(async () => {
      const suggested = t('changes.fileName', { older: named(older), newer: named(newer) })
      const filter = { name: t('act.exportCsv'), extensions: ['csv'] }
      const path = await host.pickSavePath({ title: t('changes.exportTitle'), filter, suggested })
      if (path === null) return
      const { file } = await host.rpc('change_export', { older, newer, path })
      await host.deliver(file)
      const name = file.split(/[\\/]/).at(-1) ?? file
      toast({ text: t('changes.exported', { file: name }), intent: 'success' })
    })
  }
}

function OlderChoice({ units, chosen, deliveries, onChoose }: {
  units: number[][]
  chosen: number[]
  deliveries: DeliveryRow[]
  onChoose: (unit: number[]) => void
}) {
  const { t } = useWords()
  const label = (unit: number[]) => {
    const first = deliveries.find(({ id }) => id === unit[0])
    const when = first?.extract_time ?? first?.imported ?? ''
    return [named(unit), first?.file, when].filter(Boolean).join(' · ')
  }
  return (
    <Field label={t('changes.older')} orientation="horizontal" className={css.older}>
      <Dropdown
        size="small"
        value={label(chosen)}
        selectedOptions={[named(chosen)]}
        onOptionSelect={(_, { optionValue }) => {
          const unit = units.find((one) => named(one) === optionValue)
          if (unit) onChoose(unit)
        }}
      >
        {units.map((unit) => (
          <Option key={named(unit)} value={named(unit)} text={label(unit)}>
            {label(unit)}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}

function Found({ list }: { list: ChangeList }) {
  const { t } = useWords()
  if (list.groups.every(({ total }) => total === 0)) return <p className={css.note}>{t('changes.noneAtAll')}</p>
  return <ChangeGroups list={list} />
}

type Props = { row: DeliveryRow; deliveries: DeliveryRow[]; onClose: () => void }

/** What a delivery says otherwise than an earlier one of the same. */
export function ChangesDialog({ row, deliveries, onClose }: Props) {
  const { t } = useWords()
  const [older, setOlder] = useState(row.comparable[0] ?? [])
  const newer = row.unit
  const { data, trouble, isLoading } = useAnswer('change_open', older.length > 0 ? { older, newer } : null)
  const save = useExport()
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface}>
        <DialogBody className={css.body}>
          <DialogTitle
            action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t('act.close')} onClick={onClose} />}
          >
            {t('changes.title', { file: row.file })}
          </DialogTitle>
          <DialogContent className={css.content}>
            <div className={css.choice}>
              <OlderChoice units={row.comparable} chosen={older} deliveries={deliveries} onChoose={setOlder} />
              <span className={pushed} />
              <Button
                size="small"
                icon={<ArrowDownloadRegular />}
                disabled={data === undefined || data.rows === 0}
                onClick={() => void save({ older, newer })}
              >
                {t('changes.export')}
              </Button>
            </div>
            {trouble && <TroubleBar trouble={trouble} />}
            {data ? <Found key={data.view} list={data} /> : isLoading && <p className={css.note}>{t('changes.working')}</p>}
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
