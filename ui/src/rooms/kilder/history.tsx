import {
  Button,
  Checkbox,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
  SearchBox,
} from '@fluentui/react-components'
import { ArrowUndoRegular, BranchCompareRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { DeliveryRow } from '../../generated/api'
import { useJobs } from '../../parts/jobs'
import { Card, linkButton, number, pushed, scroll, table, Tag, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import { ChangesDialog } from './changes-dialog'
import { DeliveryDetails } from './delivery-details'
import { FileStatus } from './file-status'
import css from './kilder.module.css'
import { named } from './names'
import { useWhom } from './whom'

const SHOWN_MAX = 100

function Status({ row }: { row: DeliveryRow }) {
  const { t } = useWords()
  if (row.is_undone || row.superseded_by.length === 0) return <FileStatus row={row} />
  const names = named(row.superseded_by)
  return (
    <Tag tone="plain">
      {row.is_superseded ? t('kilder.supersededBy', { names }) : t('kilder.partlySupersededBy', { names })}
    </Tag>
  )
}

type RowProps = { row: DeliveryRow; onShow: () => void; onChanges: () => void }

function Row({ row, onShow, onChanges }: RowProps) {
  const { t, kind } = useWords()
  const { undo } = useSession()
  const { isBusy } = useJobs()
  const whom = useWhom()
  const { operation } = row
  return (
    <tr data-undone={row.is_undone}>
      <td className={css.fileCell}>
        <button type="button" className={linkButton} aria-label={t('kilder.details', { file: row.file })} onClick={onShow}>
          {row.file}
        </button>
        <small>
          D{row.id} · {kind(row.kind, row.kind_name)}
        </small>
      </td>
      <td title={row.covers.join('\n')}>
        {whom(row)}
        {row.extract_time !== null && <small>{t('kilder.madeAt', { time: row.extract_time })}</small>}
      </td>
      <td className={number}>{countText(row.accepted)}</td>
      <td className={number} data-tone={row.rejected > 0 ? 'bad' : undefined}>
        {countText(row.rejected)}
      </td>
      <td>
        {row.imported}
        <small>{row.who}</small>
      </td>
      <td>
        <Status row={row} />
      </td>
      <td className={css.rowActions}>
        {row.comparable.length > 0 && (
          <Button
            size="small"
            appearance="subtle"
            icon={<BranchCompareRegular />}
            aria-label={t('kilder.changesOf', { file: row.file })}
            title={t('kilder.changes')}
            onClick={onChanges}
          />
        )}
        {operation !== null && !row.is_undone && (
          <Button
            size="small"
            appearance="subtle"
            icon={<ArrowUndoRegular />}
            aria-label={t('kilder.undoImportOf', { file: row.file })}
            disabled={isBusy}
            onClick={() => undo(operation)}
          >
            {t('act.undo')}
          </Button>
        )}
      </td>
    </tr>
  )
}

/** One delivery beside the list. */
export function DetailsDrawer({ row, onClose }: { row: DeliveryRow | undefined; onClose: () => void }) {
  const { t } = useWords()
  return (
    <OverlayDrawer position="end" size="large" open={row !== undefined} onOpenChange={(_, { open }) => !open && onClose()}>
      {row && (
        <>
          <DrawerHeader>
            <DrawerHeaderTitle
              action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t('act.close')} onClick={onClose} />}
            >
              {row.file}
            </DrawerHeaderTitle>
          </DrawerHeader>
          <DrawerBody>
            <DeliveryDetails row={row} />
          </DrawerBody>
        </>
      )}
    </OverlayDrawer>
  )
}

function Head() {
  const { t } = useWords()
  return (
    <thead>
      <tr>
        <th scope="col">{t('kilder.file')}</th>
        <th scope="col">{t('kilder.covers')}</th>
        <th scope="col" className={number}>
          {t('kilder.accepted')}
        </th>
        <th scope="col" className={number}>
          {t('kilder.rejected')}
        </th>
        <th scope="col">{t('kilder.imported')}</th>
        <th scope="col">{t('kilder.status')}</th>
        <th scope="col">
          <span className="visually-hidden">{t('act.undo')}</span>
        </th>
      </tr>
    </thead>
  )
}

function fits(row: DeliveryRow, text: string, kindName: string): boolean {
  const wanted = text.trim().toLowerCase()
  const said = [row.file, kindName, `d${row.id ?? ''}`, ...row.covers, ...row.of].join('\n').toLowerCase()
  return said.includes(wanted)
}

/** Everything that has been delivered, those undone too when they are asked for. */
export function History() {
  const { t, kind } = useWords()
  const { data, trouble } = useAnswer('delivery_list', {})
  const [shown, setShown] = useState<DeliveryRow>()
  const [compared, setCompared] = useState<DeliveryRow>()
  const [text, setText] = useState('')
  const [withUndone, setWithUndone] = useState(true)
  const [isWhole, setIsWhole] = useState(false)
  if (trouble) return <TroubleBar trouble={trouble} />
  if (data === undefined) return <Wait height={160} />
  const { deliveries } = data
  const fitting = deliveries.filter(
    (row) => (withUndone || !row.is_undone) && fits(row, text, kind(row.kind, row.kind_name)),
  )
  const listed = isWhole ? fitting : fitting.slice(0, SHOWN_MAX)
  return (
    <Card
      title={t('kilder.history')}
      actions={
        deliveries.length > 0 && (
          <>
            <span className={pushed} />
            {deliveries.some((row) => row.is_undone) && (
              <Checkbox
                size="medium"
                label={t('kilder.showUndone')}
                checked={withUndone}
                onChange={(_, { checked }) => setWithUndone(checked === true)}
              />
            )}
            <SearchBox
              size="small"
              className={css.historyFilter}
              placeholder={t('kilder.historyFilter')}
              aria-label={t('kilder.historyFilter')}
              value={text}
              onChange={(_, { value }) => setText(value)}
            />
          </>
        )
      }
    >
      {listed.length === 0 ? (
        <p className={css.note}>{deliveries.length === 0 ? t('kilder.historyEmpty') : t('kilder.historyNone')}</p>
      ) : (
        <div className={scroll}>
          <table className={`${table} ${css.history}`}>
            <Head />
            <tbody>
              {listed.map((row) => (
                <Row key={row.id} row={row} onShow={() => setShown(row)} onChanges={() => setCompared(row)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {listed.length < fitting.length && (
        <p className={css.note}>
          <Button size="small" onClick={() => setIsWhole(true)}>
            {t('kilder.historyAll', { count: fitting.length })}
          </Button>
        </p>
      )}
      <DetailsDrawer row={shown} onClose={() => setShown(undefined)} />
      {compared && <ChangesDialog row={compared} deliveries={deliveries} onClose={() => setCompared(undefined)} />}
    </Card>
  )
}
