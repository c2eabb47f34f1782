import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { CopyRegular } from '@fluentui/react-icons'

import { useHost } from '../../parts/host-context'
import { Card, number, pushed, scroll, table, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { useToast } from '../../parts/toast'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './indstillinger.module.css'

/** The copies of the workspace, and one more now. */
export function Backups() {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  const { info } = useSession()
  const { data, trouble } = useAnswer('backup_list', {})
  const fault = info?.workspace?.backup_fault ?? null
  const take = () =>
    void attempt(async () => {
      await host.rpc('backup_take', {})
      answers.outdate()
      toast({ text: t('backups.taken'), intent: 'success' })
    })
  return (
    <Card
      title={t('backups.title')}
      actions={
        <span className={`${css.actions} ${pushed}`}>
          <Button size="small" icon={<CopyRegular />} disabled={info?.workspace?.is_read_only === true} onClick={take}>
            {t('backups.take')}
          </Button>
        </span>
      }
    >
      <p className={css.lead}>{t('backups.lead', { folder: data?.folder ?? '' })}</p>
      {fault !== null && (
        <MessageBar intent="warning">
          <MessageBarBody>{t('backups.fault', { fault })}</MessageBarBody>
        </MessageBar>
      )}
      {trouble && <TroubleBar trouble={trouble} />}
      {!data && !trouble && <Wait height={60} />}
      {data && data.backups.length === 0 && <p className={css.lead}>{t('backups.none')}</p>}
      {data && data.backups.length > 0 && (
        <div className={scroll} tabIndex={0} role="region" aria-label={t('backups.title')}>
          <table className={table}>
            <thead>
              <tr>
                <th scope="col">{t('backups.day')}</th>
                <th scope="col">{t('backups.file')}</th>
                <th scope="col" className={number}>
                  {t('backups.size')}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.backups.map(({ file, day, size }) => (
                <tr key={file}>
                  <td>{day}</td>
                  <td>{file}</td>
                  <td className={number}>{size}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
