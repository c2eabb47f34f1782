import { Button, ProgressBar } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react'

import type { JobOutcome, JobStarted } from '../generated/api'
import { Trouble } from '../host'
import { countText, megabytesText, secondsText, useWords } from '../words/use-words'
import type { JobProgress } from './follow-job'
import { followJob } from './follow-job'
import { useHost } from './host-context'
import css from './parts.module.css'
import { useToast } from './toast'
import { useTroubles } from './troubles'

/** How a job ended when it was neither cancelled nor failed. */
export type JobDone = Exclude<JobOutcome, { type: 'failed' | 'cancelled' }>

type Jobs = {
  /** Starts long work and waits for it; failures are reported, and nothing is answered when it came to nothing. */
  work: (start: () => Promise<JobStarted>) => Promise<JobDone | undefined>
  progress: JobProgress | null
  isBusy: boolean
}

const JobsContext = createContext<Jobs | null>(null)
// Quick work shows no panel: one that flashes by tells nothing.
const QUICK_MS = 300

/** Runs one piece of long work at a time. */
export function JobsProvider({ children }: { children: ReactNode }) {
  const host = useHost()
  const { attempt } = useTroubles()
  const toast = useToast()
  const { t } = useWords()
  const [progress, setProgress] = useState<JobProgress | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const finish = useCallback(
    (outcome: JobOutcome): JobDone | undefined => {
      if (outcome.type === 'failed') throw new Trouble(outcome.error)
      if (outcome.type === 'cancelled') {
        toast({ text: t('job.cancelled'), intent: 'info' })
        return undefined
      }
      return outcome
    },
    [t, toast],
  )

  const work = useCallback(
    (start: () => Promise<JobStarted>) =>
      attempt(async () => {
        setIsBusy(true)
        try {
          const { job } = await start()
          return finish(await followJob(host, job, setProgress))
        } finally {
          setProgress(null)
          setIsBusy(false)
        }
      }),
    [attempt, finish, host],
  )

  const jobs = useMemo(() => ({ work, progress, isBusy }), [work, progress, isBusy])
  return <JobsContext.Provider value={jobs}>{children}</JobsContext.Provider>
}

/** Long work. */
export function useJobs(): Jobs {
  const jobs = use(JobsContext)
  if (jobs === null) throw new Error('a JobsProvider is around every room')
  return jobs
}

function CancelButton({ job }: { job: number }) {
  const host = useHost()
  const { attempt } = useTroubles()
  const { t } = useWords()
  const [isCancelling, setIsCancelling] = useState(false)
  const cancel = () => {
    setIsCancelling(true)
    void attempt(() => host.rpc('job_cancel', { job }))
  }
  return (
    <Button size="small" onClick={cancel} disabled={isCancelling}>
      {isCancelling ? t('job.cancelling') : t('act.cancel')}
    </Button>
  )
}

/** How far the stage is: files are read by the byte, everything else is counted. */
function useHowFar(): (progress: JobProgress) => string {
  const { t } = useWords()
  return ({ stage, done, total }) => {
    if (total === 0) return ''
    if (stage === 'reading') {
      return t('job.ofMegabytes', { done: megabytesText(done), total: megabytesText(total) })
    }
    return t('job.of', { done: countText(done), total: countText(total) })
  }
}

/** What is being done, how far it is and for how long, with a way out. */
export function JobPanel() {
  const { progress, isBusy } = useJobs()
  const { t } = useWords()
  const howFar = useHowFar()
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    if (!isBusy) return
    const timer = setTimeout(() => setIsSlow(true), QUICK_MS)
    return () => {
      clearTimeout(timer)
      setIsSlow(false)
    }
  }, [isBusy])
  if (!isSlow || progress === null) return null
  const { stage, done, total, file, elapsed_ms: elapsed, job } = progress
  return (
    <section className={css.job} aria-label={t('job.label')} role="status">
      <div className={css.jobText}>
        <b>{t(`job.stage.${stage}`)}</b>
        <span className={css.muted}>
          {[howFar(progress), t('job.seconds', { seconds: secondsText(elapsed) })].filter(Boolean).join(' · ')}
        </span>
      </div>
      {file !== null && (
        <div className={css.jobFile}>
          {t('job.file', { name: file.name, number: countText(file.number), of: countText(file.of) })}
        </div>
      )}
      <ProgressBar {...(total > 0 ? { value: done, max: total } : {})} aria-label={t(`job.stage.${stage}`)} />
      <CancelButton key={job} job={job} />
    </section>
  )
}
