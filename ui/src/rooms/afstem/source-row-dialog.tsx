import { Button, Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components'

import { DismissRegular } from '@fluentui/react-icons'

import { muted, table, Wait } from '../../parts/pieces'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import css from './differences.module.css'

function SourceRow({ record }: { record: string }) {
  const { t } = useWords()
  const { data, trouble } = useAnswer('source_row', { record })
  if (trouble) return <TroubleBar trouble={trouble} />
  if (data === undefined) return <Wait height={260} />
  return (
    <>
      <p className={css.sourceFile}>{t('afstem.sourceLine', { file: data.file, line: countText(data.line) })}</p>
      <table className={`${table} ${css.sourceTable}`}>
        <thead>
          <tr>
            <th scope="col">{t('afstem.sourceColumn')}</th>
            <th scope="col">{t('afstem.sourceValue')}</th>
          </tr>
        </thead>
        <tbody>
          {data.cells.map(({ header, value }, at) => (
            <tr key={at}>
              <th scope="row">{header}</th>
              <td>{value === '' ? <span className={muted}>{t('afstem.empty')}</span> : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The very row of the original behind a line. */
export function SourceRowDialog({ record, onClose }: { record: string | null; onClose: () => void }) {
  const { t } = useWords()
  return (
    <Dialog open={record !== null} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle
            action={<Button appearance="subtle" icon={<DismissRegular />} aria-label={t('act.close')} onClick={onClose} />}
          >
            {t('afstem.source')}
          </DialogTitle>
          <DialogContent tabIndex={0}>{record !== null && <SourceRow record={record} />}</DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
