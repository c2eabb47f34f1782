import { Button } from '@fluentui/react-components'
import { ArrowUndoRegular } from '@fluentui/react-icons'

import type { OperationRow } from '../../generated/api'
import { useJobs } from '../../parts/jobs'
import { Card, number, scroll, table, Tag } from '../../parts/pieces'
import { useSession } from '../../parts/session'
import { useWords } from '../../words/use-words'
import css from './overblik.module.css'

function Row({ operation }: { operation: OperationRow }) {
  const { t } = useWords()
  const { undo } = useSession()
  const { isBusy } = useJobs()
  const { id, at, who, text, is_undone: isUndone, can_undo: canUndo } = operation
  return (
    <tr>
      <td className={css.operation}>{at}</td>
      <td className={css.operation}>{who}</td>
      <td className={isUndone ? css.undone : undefined}>{text}</td>
      <td className={number}>
        {isUndone && <Tag tone="plain">{t('overblik.undone')}</Tag>}
        {canUndo && (
          <Button
            size="small"
            appearance="subtle"
            icon={<ArrowUndoRegular />}
            aria-label={t('overblik.undoOne', { text })}
            disabled={isBusy}
            onClick={() => undo(id)}
          >
            {t('act.undo')}
          </Button>
        )}
      </td>
    </tr>
  )
}

/** What was done last, and the way back. */
export function Operations({ operations }: { operations: OperationRow[] }) {
  const { t } = useWords()
  return (
    <Card title={t('overblik.operations')}>
      {operations.length === 0 ? (
        <p className={css.note}>{t('overblik.operationsEmpty')}</p>
      ) : (
        <div className={scroll}>
          <table className={table}>
            <tbody>
              {operations.map((operation) => (
                <Row key={operation.id} operation={operation} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}
