import { Button, Dropdown, Input, Label, Option, Tooltip } from '@fluentui/react-components'
import { DismissRegular, FilterRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'

import type { DifferenceGrouping, DifferenceList, RunView } from '../../generated/api'
import { countText, useWords } from '../../words/use-words'
import css from './differences.module.css'
import type { Filter } from './filter'
import { isNarrowed, widened } from './filter'

const TYPING_MS = 180
const GROUPINGS: readonly (DifferenceGrouping | 'none')[] = ['cause', 'se', 'field', 'none']
const ALL = 'all'

type Props = { run: RunView; filter: Filter; onFilter: (filter: Filter) => void; list: DifferenceList | undefined; columns: ReactNode }

function Search({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  const { t } = useWords()
  const [text, setText] = useState(filter.text)
  const [asked, setAsked] = useState(filter.text)
  // The filter was cleared elsewhere.
  if (filter.text !== asked) {
    setAsked(filter.text)
    setText(filter.text)
  }
  useEffect(() => {
    if (text === asked) return
    const timer = setTimeout(() => {
      setAsked(text)
      onFilter({ ...filter, text })
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [asked, filter, onFilter, text])
  return (
    <Input
      id="difference-filter"
      className={css.search}
      size="small"
      type="search"
      contentBefore={<FilterRegular />}
      placeholder={t('afstem.filter')}
      aria-label={t('afstem.filter')}
      value={text}
      onChange={(_, { value }) => setText(value)}
    />
  )
}

function Grouping({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  const { t } = useWords()
  const chosen = filter.groupBy ?? 'none'
  const choose = (value: string | undefined) => {
    const grouping = GROUPINGS.find((one) => one === value) ?? 'none'
    onFilter({ ...filter, groupBy: grouping === 'none' ? null : grouping, folded: [] })
  }
  return (
    <>
      <Label size="small" htmlFor="difference-grouping">
        {t('afstem.groupBy')}
      </Label>
      <Dropdown
        id="difference-grouping"
        className={css.choice}
        size="small"
        selectedOptions={[chosen]}
        value={t(`afstem.group.${chosen}`)}
        onOptionSelect={(_, { optionValue }) => choose(optionValue)}
      >
        {GROUPINGS.map((one) => (
          <Option key={one} value={one}>
            {t(`afstem.group.${one}`)}
          </Option>
        ))}
      </Dropdown>
    </>
  )
}

function Payer({ run, filter, onFilter }: Pick<Props, 'run' | 'filter' | 'onFilter'>) {
  const { t } = useWords()
  const chosen = filter.se ?? ALL
  const choose = (value: string | undefined) => onFilter({ ...filter, se: value && value !== ALL ? value : null })
  return (
    <>
      <Label size="small" htmlFor="difference-payer">
        {t('afstem.se')}
      </Label>
      <Dropdown
        id="difference-payer"
        className={css.choice}
        size="small"
        selectedOptions={[chosen]}
        value={filter.se ?? t('afstem.all')}
        onOptionSelect={(_, { optionValue }) => choose(optionValue)}
      >
        <Option value={ALL}>{t('afstem.all')}</Option>
        {run.payers.map((se) => (
          <Option key={se} value={se}>
            {se}
          </Option>
        ))}
      </Dropdown>
    </>
  )
}

/** What is listed, and how much of it. */
export function FilterBar({ run, filter, onFilter, list, columns }: Props) {
  const { t, cause } = useWords()
  return (
    <div className={css.filterBar}>
      <h2>{t('afstem.list')}</h2>
      <Grouping filter={filter} onFilter={onFilter} />
      <Payer run={run} filter={filter} onFilter={onFilter} />
      <Search filter={filter} onFilter={onFilter} />
      {filter.cause !== null && (
        <span className={css.narrowed}>
          {filter.pair} · {cause(filter.cause)}
        </span>
      )}
      {isNarrowed(filter) && (
        <Tooltip content={`${t('afstem.filterClear')} (Esc)`} relationship="label">
          <Button size="small" appearance="subtle" icon={<DismissRegular />} onClick={() => onFilter(widened(filter))} />
        </Tooltip>
      )}
      {columns}
      <span className={css.shown} role="status">
        {list && t('afstem.shown', { amount: countText(list.differences), sum: list.sum })}
      </span>
    </div>
  )
}
