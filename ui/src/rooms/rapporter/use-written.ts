import { useCallback } from 'react'

import type { JobStarted } from '../../generated/api'
import { fileName } from '../../parts/form-dialog'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { useToast } from '../../parts/toast'
import { useWords } from '../../words/use-words'

/** Waits for a report to be written, hands it to the user, and says so. */
export function useWritten(): (start: () => Promise<JobStarted>) => Promise<void> {
  const { t } = useWords()
  const host = useHost()
  const toast = useToast()
  const { work } = useJobs()
  return useCallback(
    async (start) => {
      const done = await work(start)
      if (done?.type !== 'written') return
      await host.deliver(done.file)
      const more = `SHA-256 ${done.sha256.slice(0, 16)}…`
      toast({ text: t('afstem.exported', { file: fileName(done.file) }), more, intent: 'success' })
    },
    [host, t, toast, work],
  )
}
