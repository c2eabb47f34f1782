import { useCallback } from 'react'

import type { RunRow } from '../generated/api'
import { countText, useWords } from '../words/use-words'
import { useHost } from './host-context'
import { useJobs } from './jobs'
import { useToast } from './toast'
import { useAnswers } from './use-answer'

/** Runs one reconciliation of a period, or all whose points are there. */
export function useRun(): (period: string, reconciliation: string | null) => Promise<RunRow[] | undefined> {
  const host = useHost()
  const answers = useAnswers()
  const { work } = useJobs()
  const toast = useToast()
  const { t } = useWords()
  return useCallback(
    async (period, reconciliation) => {
      const done = await work(() => host.rpc('run_start', { period, reconciliation }))
      if (done?.type !== 'runs') return undefined
      answers.outdate()
      const only = done.runs.length === 1 ? done.runs[0] : undefined
      if (only) {
        const texts = { count: only.differences, amount: countText(only.differences), unexplained: only.unexplained }
        toast({ text: t('afstem.ran', texts), intent: 'success' })
      }
      return done.runs
    },
    [answers, host, t, toast, work],
  )
}
