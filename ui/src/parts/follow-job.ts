import type { JobOutcome, JobState } from '../generated/api'
import type { Host } from '../host'

const POLL_MS = 150

/** A job under way, as the window shows it. */
export type JobProgress = Omit<JobState, 'outcome'> & { job: number }

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Asks how far a job is until it is over. Answers how it ended. */
export async function followJob(
  host: Pick<Host, 'rpc'>,
  job: number,
  onProgress: (progress: JobProgress) => void,
  wait: (milliseconds: number) => Promise<void> = pause,
): Promise<JobOutcome> {
  for (;;) {
    const { outcome, ...progress } = await host.rpc('job_state', { job })
    onProgress({ ...progress, job })
    if (outcome !== null) return outcome
    await wait(POLL_MS)
  }
}
