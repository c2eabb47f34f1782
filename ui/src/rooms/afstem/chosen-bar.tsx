import { Button } from '@fluentui/react-components'

import type { DifferenceRow } from '../../generated/api'
import { useChosen } from '../../parts/chosen'
import { useCommands } from '../../parts/commands'
import type { RowCache } from '../../parts/row-cache'
import { useTroubles } from '../../parts/troubles'
import { useWords } from '../../words/use-words'
import css from './work.module.css'
import { WorkSum } from './work-dialog'
import { WorkActs } from './work-panel'

const AT_ONCE = 500

/** The ids of every difference of a list. */
async function idsOf(cache: RowCache<DifferenceRow>): Promise<string[]> {
  const ids: string[] = []
  for (let start = 0; start < cache.rows; start += AT_ONCE) {
    const rows = await cache.range(start, Math.min(cache.rows, start + AT_ONCE))
    ids.push(...rows.flatMap(({ id }) => id ?? []))
  }
  return ids
}

type Props = { reconciliation: string; period: string; cache: RowCache<DifferenceRow> | undefined }

/** What is chosen, what it adds up to, and what can be done about all of it. */
export function ChosenBar({ reconciliation, period, cache }: Props) {
  const { t } = useWords()
  const { attempt } = useTroubles()
  const { chosen, choose, clear } = useChosen(reconciliation, period)
  const place = { reconciliation, period, differences: [...chosen] }
  const chooseAll = () =>
    void attempt(async () => {
      if (cache) choose(await idsOf(cache))
    })
  useCommands(chosen.size === 0 ? [] : [{ text: t('work.chooseAll'), act: chooseAll }, { text: t('work.clear'), act: clear }])
  if (chosen.size === 0) return null
  return (
    <div className={css.chosenBar} role="toolbar" aria-label={t('work.chosen', { count: chosen.size })}>
      <b>{t('work.chosen', { count: chosen.size })}</b>
      <WorkSum place={place} />
      <WorkActs place={place} isMany />
      <span className={css.spring} />
      <Button size="small" appearance="subtle" onClick={chooseAll}>
        {t('work.chooseAll')}
      </Button>
      <Button size="small" appearance="subtle" onClick={clear}>
        {t('work.clear')}
      </Button>
    </div>
  )
}
