import type { ReactNode } from 'react'
import { createContext, use, useCallback, useMemo, useState } from 'react'

import type { AppInfo, Overview, PeriodName } from '../generated/api'
import type { Trouble } from '../host'
import { useWords } from '../words/use-words'
import { useHost } from './host-context'
import { useToast } from './toast'
import { useTroubles } from './troubles'
import { useAnswer, useAnswers } from './use-answer'

type Session = {
  info: AppInfo | undefined
  /** The period that is shown; none when nothing has been delivered. */
  period: PeriodName | null
  /** Shows another period; without one, the newest. */
  choosePeriod: (id: string | null) => void
  overview: Overview | undefined
  trouble: Trouble | undefined
  /** Undoes one operation, or the last. */
  undo: (operation: number | null) => void
}

const SessionContext = createContext<Session | null>(null)

/** What all rooms have in common: the workspace, the period, and undo. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const info = useAnswer('app_info', {})
  const isOpen = (info.data?.workspace ?? null) !== null
  const overview = useAnswer('overview', isOpen ? { period: chosen } : null)

  const undo = useCallback(
    (operation: number | null) => {
      void attempt(async () => {
        const done = await host.rpc('operation_undo', { operation })
        answers.outdate()
        if (done.operation === null) toast({ text: t('undo.nothing'), intent: 'info' })
        else toast({ text: t('undo.done', { text: done.text.replace(/^Fortrudt: /, '') }), intent: 'success' })
      })
    },
    [answers, attempt, host, t, toast],
  )

  const session = useMemo(
    () => ({
      info: info.data,
      period: overview.data?.period ?? null,
      choosePeriod: setChosen,
      overview: overview.data,
      trouble: info.trouble ?? overview.trouble,
      undo,
    }),
    [info, overview, undo],
  )
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

/** What all rooms have in common. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('a SessionProvider is around every room')
  return session
}
