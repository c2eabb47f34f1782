import { Button, Dropdown, Field, Input, Option } from '@fluentui/react-components'
import { useState } from 'react'

import type { AdhocColumn, AdhocPreview, AdhocSaved, AdhocSource, AdhocSpec } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { Card, number, scroll, table, Wait } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useKept } from '../../parts/use-kept'
import { countText, useWords } from '../../words/use-words'
import css from './rapporter.module.css'
import { useWritten } from './use-written'

type Place = { reconciliation: string; period: string }

const FORMATS = ['pdf', 'xlsx', 'csv'] as const
const OPERATORS = ['~', '=', '!=', '<', '<=', '>', '>='] as const
const NO_FILTER = { column: '', op: '~', value: '' }

function empty(source: string): AdhocSpec {
  return { source, columns: [], filters: [], group: [], sums: [], sort: [] }
}

function Choice({ label, none, columns, chosen, onChoose }: {
  label: string
  /** What it says where nothing is chosen. */
  none: string
  columns: AdhocColumn[]
  chosen: string[]
  onChoose: (names: string[]) => void
}) {
  return (
    <Field label={label}>
      <Dropdown
        multiselect
        value={chosen.length === 0 ? none : chosen.join(', ')}
        selectedOptions={chosen}
        onOptionSelect={(_, { selectedOptions }) => onChoose(selectedOptions)}
      >
        {columns.map(({ name }) => (
          <Option key={name} value={name}>
            {name}
          </Option>
        ))}
      </Dropdown>
    </Field>
  )
}

function Filter({ source, spec, onSpec }: { source: AdhocSource; spec: AdhocSpec; onSpec: (spec: AdhocSpec) => void }) {
  const { t } = useWords()
  const filter = spec.filters[0] ?? NO_FILTER
  const change = (part: Partial<typeof filter>) => {
    const next = { ...filter, ...part }
    onSpec({ ...spec, filters: next.column === '' ? [] : [next] })
  }
  return (
    <div className={css.filter}>
      <Field label={t('rapporter.filter')}>
        <Dropdown
          value={filter.column === '' ? t('rapporter.noFilter') : filter.column}
          selectedOptions={[filter.column]}
          onOptionSelect={(_, { optionValue }) => change({ column: optionValue ?? '' })}
        >
          <Option value="">{t('rapporter.noFilter')}</Option>
          {source.columns.map(({ name }) => (
            <Option key={name} value={name}>
              {name}
            </Option>
          ))}
        </Dropdown>
      </Field>
      {filter.column !== '' && (
        <>
          <Field label={t('rapporter.operator')}>
            <Dropdown
              className={css.operator}
              value={filter.op}
              selectedOptions={[filter.op]}
              onOptionSelect={(_, { optionValue }) => change({ op: optionValue ?? '~' })}
            >
              {OPERATORS.map((one) => (
                <Option key={one} value={one}>
                  {one}
                </Option>
              ))}
            </Dropdown>
          </Field>
          <Field label={t('regler.value')}>
            <Input value={filter.value} onChange={(_, { value }) => change({ value })} />
          </Field>
        </>
      )}
    </div>
  )
}

function Preview({ preview }: { preview: AdhocPreview }) {
  const { t } = useWords()
  const isNumber = (at: number) => ['amount', 'count'].includes(preview.columns[at]?.kind ?? '')
  return (
    <>
      <p className={css.lead} role="status">
        {t('rapporter.rows', { count: preview.total, amount: countText(preview.total) })}
      </p>
      <div className={`${scroll} ${css.preview}`} tabIndex={0} role="region" aria-label={t('rapporter.preview')}>
        <table className={table}>
          <thead>
            <tr>
              {preview.columns.map(({ name }, at) => (
                <th key={name} scope="col" className={isNumber(at) ? number : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={column} className={isNumber(column) ? number : undefined}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Saved({ saved, onOpen }: { saved: AdhocSaved[]; onOpen: (one: AdhocSaved) => void }) {
  const { t } = useWords()
  if (saved.length === 0) return null
  return (
    <p className={css.saved}>
      {t('rapporter.saved')}:{' '}
      {saved.map((one) => (
        <Button key={one.name} size="small" appearance="subtle" onClick={() => onOpen(one)}>
          {one.name}
        </Button>
      ))}
    </p>
  )
}

function Builder({ place, sources, saved }: { place: Place; sources: AdhocSource[]; saved: AdhocSaved[] }) {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  const { isBusy } = useJobs()
  const written = useWritten()
  const [spec, setSpec] = useState(() => empty(sources[0]?.id ?? ''))
  const [name, setName] = useState('')
  const source = sources.find(({ id }) => id === spec.source)
  const { data, trouble } = useAnswer('adhoc_preview', { ...place, spec })
  const preview = useKept(data)
  if (!source) return null
  const title = name.trim() === '' ? source.title : name.trim()
  const amounts = source.columns.filter(({ kind }) => kind === 'amount')
  const write = (format: string) =>
    void attempt(async () => {
      const filter = { name: format.toUpperCase(), extensions: [format] }
      const path = await host.pickSavePath({ title, filter, suggested: `${title}.${format}` })
      if (path !== null) {
        await written(() => host.rpc('adhoc_start', { ...place, title, spec, format, path, reveal: null }))
      }
    })
  const save = () =>
    void attempt(async () => {
      const done = await host.rpc('adhoc_save', { name: name.trim(), spec })
      answers.outdate()
      toast({ text: done.text, intent: 'success' })
    })
  return (
    <div className={css.builder}>
      <Saved
        saved={saved}
        onOpen={(one) => {
          setName(one.name)
          setSpec(one.spec)
        }}
      />
      <div className={css.choices}>
        <Field label={t('rapporter.source')}>
          <Dropdown
            value={source.title}
            selectedOptions={[source.id]}
            onOptionSelect={(_, { optionValue }) => optionValue && setSpec(empty(optionValue))}
          >
            {sources.map((one) => (
              <Option key={one.id} value={one.id}>
                {one.title}
              </Option>
            ))}
          </Dropdown>
        </Field>
        <Choice
          label={t('rapporter.columns')}
          none={t('log.all')}
          columns={source.columns}
          chosen={spec.columns}
          onChoose={(columns) => setSpec({ ...spec, columns })}
        />
        <Choice
          label={t('rapporter.group')}
          none={t('rapporter.noGroup')}
          columns={source.columns.filter(({ kind }) => kind !== 'amount')}
          chosen={spec.group}
          onChoose={(group) => setSpec({ ...spec, group, sums: group.length === 0 ? [] : amounts.map((one) => one.name) })}
        />
        <Filter source={source} spec={spec} onSpec={setSpec} />
      </div>
      {trouble && <TroubleBar trouble={trouble} />}
      {preview && !trouble && <Preview preview={preview} />}
      <div className={css.actions}>
        <label className={css.name}>
          {t('rapporter.name')}
          <Input value={name} onChange={(_, { value }) => setName(value)} />
        </label>
        <Button disabled={name.trim() === ''} onClick={save}>
          {t('rapporter.saveSpec')}
        </Button>
        <span className={css.spring} />
        {FORMATS.map((format) => (
          <Button
            key={format}
            disabled={isBusy}
            aria-label={t('rapporter.writeAs', { name: title, format: format.toUpperCase() })}
            onClick={() => write(format)}
          >
            {format.toUpperCase()}
          </Button>
        ))}
      </div>
    </div>
  )
}

/** A report put together on the spot: a source, columns, groups and a filter, seen before it is written. */
export function Adhoc({ place }: { place: Place }) {
  const { t } = useWords()
  const { data, trouble } = useAnswer('adhoc_sources', place)
  return (
    <Card title={t('rapporter.adhoc')}>
      {trouble && <TroubleBar trouble={trouble} />}
      {!data && !trouble && <Wait height={240} />}
      {data && <Builder place={place} sources={data.sources} saved={data.saved} />}
    </Card>
  )
}
