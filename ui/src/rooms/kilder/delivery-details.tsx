import { CheckmarkCircleRegular, ErrorCircleRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'

import type { DeliveryRow, NamedSum, PreviewTable } from '../../generated/api'
import { number, scroll, table } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import { Diagnostics } from './diagnostics'
import { FileStatus } from './file-status'
import css from './kilder.module.css'
import { named } from './names'

function Fact({ name, children, isNumber = false }: { name: string; children: ReactNode; isNumber?: boolean }) {
  return (
    <div className={css.fact} data-number={isNumber}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Counts({ row }: { row: DeliveryRow }) {
  const { t } = useWords()
  return (
    <dl className={css.facts}>
      <Fact name={t('kilder.rows')} isNumber>
        {countText(row.rows)}
      </Fact>
      <Fact name={t('kilder.structural')} isNumber>
        {countText(row.structural)}
      </Fact>
      <Fact name={t('kilder.accepted')} isNumber>
        {countText(row.accepted)}
      </Fact>
      <Fact name={t('kilder.rejected')} isNumber>
        <span data-tone={row.rejected > 0 ? 'bad' : undefined}>{countText(row.rejected)}</span>
      </Fact>
      {row.repaired > 0 && (
        <Fact name={t('kilder.repaired')} isNumber>
          {countText(row.repaired)}
        </Fact>
      )}
      <Fact name={t('kilder.records')} isNumber>
        {countText(row.records)}
      </Fact>
      {row.declared_rows !== null && (
        <Fact name={t('kilder.declared')} isNumber>
          {countText(row.declared_rows)}
        </Fact>
      )}
    </dl>
  )
}

function Origin({ row }: { row: DeliveryRow }) {
  const { t } = useWords()
  return (
    <dl className={css.facts}>
      {row.encoding !== '' && <Fact name={t('kilder.encoding')}>{row.encoding}</Fact>}
      {row.extract_time !== null && <Fact name={t('kilder.extractTime')}>{row.extract_time}</Fact>}
      {row.covers.length > 0 && (
        <Fact name={t('kilder.covers')}>
          {row.covers.map((one) => (
            <div key={one}>{one}</div>
          ))}
        </Fact>
      )}
      {row.supersedes.length > 0 && <Fact name={t('kilder.supersedes')}>{named(row.supersedes)}</Fact>}
      {row.superseded_by.length > 0 && <Fact name={t('kilder.isSupersededBy')}>{named(row.superseded_by)}</Fact>}
      <Fact name={t('kilder.hash')}>
        <code className={css.code}>{row.hash}</code>
      </Fact>
      {row.imported !== null && <Fact name={t('kilder.imported')}>{row.imported}</Fact>}
      {row.who !== null && <Fact name={t('kilder.who')}>{row.who}</Fact>}
    </dl>
  )
}

function Sums({ sums }: { sums: NamedSum[] }) {
  const { t } = useWords()
  if (sums.length === 0) return null
  return (
    <div className={`${css.sums} ${scroll}`}>
      <table className={table}>
        <thead>
          <tr>
            <th scope="col">{t('kilder.sumOf')}</th>
            <th scope="col" className={number}>
              {t('kilder.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ name, amount }) => (
            <tr key={name}>
              <td>{name}</td>
              <td className={number}>{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function FirstRows({ preview }: { preview: PreviewTable | null }) {
  const { t } = useWords()
  if (preview === null || preview.header.length === 0) return null
  return (
    <section>
      <h3 className={css.subtitle}>{t('kilder.firstRows')}</h3>
      <div className={`${css.firstRows} ${scroll}`} tabIndex={0} role="region" aria-label={t('kilder.firstRows')}>
        <table className={table}>
          <thead>
            <tr>
              {preview.header.map((name, at) => (
                <th scope="col" key={`${name} ${at}`}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((cells, at) => (
              <tr key={at}>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Only a file that has totals of its own can have them tie. */
function Controls({ row }: { row: DeliveryRow }) {
  const { t } = useWords()
  if (!row.has_controls) return <span className={css.ties}>{t('kilder.noControls')}</span>
  return (
    <span className={css.ties} data-tone={row.ties ? 'good' : 'bad'}>
      {row.ties ? <CheckmarkCircleRegular /> : <ErrorCircleRegular />}
      {row.ties ? t('kilder.ties') : t('kilder.tiesNot')}
    </span>
  )
}

/** All that is known of one file: counts, sums, remarks, first rows. */
export function DeliveryDetails({ row, action, more }: { row: DeliveryRow; action?: ReactNode; more?: ReactNode }) {
  const { t, kind } = useWords()
  const hasTotals = row.status !== 'refused' && row.rows > 0
  return (
    <section className={css.details} aria-label={row.file}>
      <div className={css.detailsHead}>
        <div>
          <b>{kind(row.kind, row.kind_name)}</b>
          {row.profile !== null && <span className={css.ties}>{t('mapping.readBy', { name: row.profile })}</span>}
          {hasTotals && <Controls row={row} />}
        </div>
        <FileStatus row={row} />
        {action}
      </div>
      {more}
      <Diagnostics diagnostics={row.diagnostics} />
      {row.rows > 0 && <Counts row={row} />}
      <div className={css.pair}>
        <Origin row={row} />
        <Sums sums={row.sums} />
      </div>
      <FirstRows preview={row.preview} />
    </section>
  )
}
