import { ArrowRightRegular } from '@fluentui/react-icons'

import type { MappingColumn, ProfileDraft } from '../../../generated/api'
import { Tag } from '../../../parts/pieces'
import { countText, useWords } from '../../../words/use-words'
import { usesOf } from './draft'
import css from './mapping.module.css'

/** The columns of the file: what stands in them, and where they go. */
export function ColumnList({ columns, draft }: { columns: MappingColumn[]; draft: ProfileDraft }) {
  const { t } = useWords()
  return (
    <section className={css.pane} aria-label={t('mapping.columns')}>
      <h3>{t('mapping.columns')}</h3>
      {columns.length === 0 && <p className={css.quiet}>{t('mapping.noColumns')}</p>}
      <ul className={css.columns} tabIndex={0} aria-label={t('mapping.columns')}>
        {columns.map((column) => {
          const uses = usesOf(draft, column.name)
          return (
            <li key={column.name} data-used={uses.length > 0}>
              <b>{column.name}</b>
              {uses.length > 0 && (
                <span className={css.use}>
                  <ArrowRightRegular /> {uses.join(', ')}
                </span>
              )}
              <span className={css.samples}>
                {column.samples.map((sample) => (
                  <code key={sample}>{sample}</code>
                ))}
                {column.filled === 0 && <span className={css.quiet}>{t('mapping.allBlank')}</span>}
              </span>
              {column.filled > 0 && column.blank > 0 && (
                <Tag tone="plain">{t('mapping.blank', { count: column.blank, amount: countText(column.blank) })}</Tag>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
