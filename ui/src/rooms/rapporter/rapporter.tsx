import { Button, Dropdown, Field, Option } from '@fluentui/react-components'
import { DocumentPdfRegular, DocumentTableRegular, DocumentTextRegular, FolderZipRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { useState } from 'react'

import type { PeriodName, ReconciliationState, ReportRow } from '../../generated/api'
import { useCommands } from '../../parts/commands'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { Card, EmptyState, Wait } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import { Adhoc } from './adhoc'
import css from './rapporter.module.css'
import { RevealDialog } from './reveal-dialog'
import { useWritten } from './use-written'

const ICONS: Record<string, ReactNode> = {
  pdf: <DocumentPdfRegular />,
  xlsx: <DocumentTableRegular />,
  csv: <DocumentTextRegular />,
  zip: <FolderZipRegular />,
}

type Place = { reconciliation: string; period: string }

function useWrite(place: Place) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const written = useWritten()
  return (report: ReportRow, format: string, reveal: string | null) =>
    void attempt(async () => {
      const suggested = `${report.id}-${place.reconciliation}-${place.period}.${format}`
      const filter = { name: format.toUpperCase(), extensions: [format] }
      const path = await host.pickSavePath({ title: t('rapporter.save', { name: report.title }), filter, suggested })
      if (path === null) return
      await written(() => host.rpc('report_start', { report: report.id, ...place, format, path, reveal }))
    })
}

function Standard({ place }: { place: Place }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const { data, trouble } = useAnswer('report_list', {})
  const write = useWrite(place)
  const [asked, setAsked] = useState<{ report: ReportRow; format: string }>()
  const writable = (data?.reports ?? []).flatMap((report) => report.formats.map((format) => ({ report, format })))
  useCommands(
    writable.map(({ report, format }) => ({
      text: t('rapporter.writeAs', { name: report.title, format: format.toUpperCase() }),
      act: () => write(report, format, null),
    })),
  )
  if (trouble) return <TroubleBar trouble={trouble} />
  if (!data) return <Wait height={320} />
  return (
    <Card title={t('rapporter.standard')}>
      <ul className={css.reports}>
        {data.reports.map((report) => (
          <li key={report.id} className={css.report}>
            <div>
              <b>{report.title}</b>
              <p>{report.purpose}</p>
            </div>
            <div className={css.formats}>
              {report.formats.map((format) => (
                <Button
                  key={format}
                  size="small"
                  icon={ICONS[format] as never}
                  disabled={isBusy}
                  aria-label={t('rapporter.writeAs', { name: report.title, format: format.toUpperCase() })}
                  onClick={() => write(report, format, null)}
                >
                  {format.toUpperCase()}
                </Button>
              ))}
              {report.formats.includes('xlsx') && (
                <Button
                  size="small"
                  appearance="subtle"
                  disabled={isBusy}
                  aria-label={t('rapporter.revealOne', { name: report.title })}
                  onClick={() => setAsked({ report, format: 'xlsx' })}
                >
                  {t('rapporter.reveal')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {asked && (
        <RevealDialog
          name={asked.report.title}
          onReason={(reason) => write(asked.report, asked.format, reason)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  )
}

function Loaded({ period, reconciliations }: { period: PeriodName; reconciliations: ReconciliationState[] }) {
  const { t } = useWords()
  const [chosen, setChosen] = useState(reconciliations[0]?.id ?? '')
  const current = reconciliations.find(({ id }) => id === chosen) ?? reconciliations[0]
  if (!current) {
    return <EmptyState icon={<DocumentPdfRegular />} title={t('afstem.notRun.title')} text={t('rapporter.notRun')} />
  }
  const place = { reconciliation: current.id, period: period.id }
  return (
    <>
      <Field label={t('rapporter.about')} orientation="horizontal" className={css.about}>
        <Dropdown
          value={current.name}
          selectedOptions={[current.id]}
          onOptionSelect={(_, { optionValue }) => optionValue && setChosen(optionValue)}
        >
          {reconciliations.map(({ id, name }) => (
            <Option key={id} value={id}>
              {name}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Standard place={place} />
      <Adhoc key={`${place.reconciliation} ${place.period}`} place={place} />
    </>
  )
}

/** What an auditor gets: the standard reports, the revision package, and reports put together on the spot. */
export function Rapporter() {
  const { t, period: name } = useWords()
  const { overview } = useSession()
  if (overview === undefined) return <Wait height="100%" />
  const { period, reconciliations } = overview
  return (
    <div className={css.room}>
      <div>
        <h1>{period ? t('rapporter.title', { period: name(period) }) : t('nav.rapporter')}</h1>
        <p className={css.lead}>{t('rapporter.lead')}</p>
      </div>
      {period ? (
        <Loaded period={period} reconciliations={reconciliations.filter(({ differences }) => differences !== null)} />
      ) : (
        <EmptyState icon={<DocumentPdfRegular />} title={t('afstem.noPeriod.title')} text={t('afstem.noPeriod.text')} />
      )}
    </div>
  )
}
