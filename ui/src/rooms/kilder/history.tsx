import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  OverlayDrawer,
} from '@fluentui/react-components'
import { ArrowUndoRegular, DismissRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { DeliveryRow } from '../../generated/api'
import { useJobs } from '../../parts/jobs'
import { Card, linkButton, number, scroll, table, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import { DeliveryDetails } from './delivery-details'
import { FileStatus } from './file-status'
import css from './kilder.module.css'

function Row({ row, onShow }: { row: DeliveryRow; onShow: () => void }) {
  const { t, kind } = useWords()
  const { undo } = useSession()
  const { isBusy } = useJobs()
  const { operation } = row
  return (
    <tr data-undone={row.is_undone}>
      <td>
        <button type="button" className={linkButton} aria-label={t('kilder.details', { file: row.file })} onClick={onShow}>
          {row.file}
        </button>
        <small>{kind(row.kind, row.kind_name)}</small>
      </td>
      <td title={row.covers.join('\n')}>
        {row.covers[0]}
        {row.covers.length > 1 && ` +${row.covers.length - 1}`}
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
        <FileStatus row={row} />
      </td>
      <td className={number}>
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

function DetailsDrawer({ row, onClose }: { row: DeliveryRow | undefined; onClose: () => void }) {
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

/** Everything that has been delivered, those undone too. */
export function History() {
  const { t } = useWords()
  const { data, trouble } = useAnswer('delivery_list', {})
  const [shown, setShown] = useState<DeliveryRow>()
  if (trouble) return <TroubleBar trouble={trouble} />
  if (data === undefined) return <Wait height={160} />
  return (
    <Card title={t('kilder.history')}>
      {data.deliveries.length === 0 ? (
        <p className={css.note}>{t('kilder.historyEmpty')}</p>
      ) : (
        <div className={scroll}>
          <table className={`${table} ${css.history}`}>
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
            <tbody>
              {data.deliveries.map((row) => (
                <Row key={row.id} row={row} onShow={() => setShown(row)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <DetailsDrawer row={shown} onClose={() => setShown(undefined)} />
    </Card>
  )
}
