import { describe, expect, it } from 'vitest'

import type { JobStage, JobState } from '../generated/api'
import type { Host } from '../host'
import type { JobProgress } from './follow-job'
import { followJob } from './follow-job'

function state(stage: JobStage, done: number, outcome: JobState['outcome'] = null): JobState {
  return { stage, done, total: 10, elapsed_ms: done, file: null, outcome }
}

function hostThatSays(states: JobState[]): { host: Pick<Host, 'rpc'>; asked: unknown[] } {
  const asked: unknown[] = []
  const rpc = (command: string, request: unknown) => {
    asked.push([command, request])
    const next = states.shift()
    return next ? Promise.resolve(next) : Promise.reject(new Error('asked after the end'))
  }
  return { host: { rpc } as never, asked }
}

describe('following a job', () => {
  it('tells every state, waits in between, and stops at the outcome', async () => {
    const { host, asked } = hostThatSays([
      state('waiting', 0),
      state('reading', 4),
      state('finished', 10, { type: 'deliveries', deliveries: [] }),
    ])
    const seen: JobProgress[] = []
    const waits: number[] = []
    const outcome = await followJob(host, 7, (progress) => seen.push(progress), (milliseconds) => {
      waits.push(milliseconds)
      return Promise.resolve()
    })
    expect(outcome).toEqual({ type: 'deliveries', deliveries: [] })
    expect(seen.map(({ stage, done, job }) => [stage, done, job])).toEqual([
      ['waiting', 0, 7],
      ['reading', 4, 7],
      ['finished', 10, 7],
    ])
    expect(asked).toEqual(Array(3).fill(['job_state', { job: 7 }]))
    expect(waits).toEqual([150, 150])
  })

  it('does not wait for a job that is already over', async () => {
    const { host } = hostThatSays([state('finished', 10, { type: 'cancelled' })])
    const outcome = await followJob(host, 1, () => undefined, () => Promise.reject(new Error('waited')))
    expect(outcome).toEqual({ type: 'cancelled' })
  })
})
