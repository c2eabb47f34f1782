import { useCallback, useReducer } from 'react'

import type { DeliveryRow, ImportRequest, SkippedFile } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { useTroubles } from '../../parts/troubles'
import { useAnswers } from '../../parts/use-answer'

/** What the user has said of a file: its kind, the profile it is read by, what that profile asks for. */
export type Said = { kind: string | null; profile: string | null; values: Record<string, string> }

/** A file of which nothing is said: it is what it looks like. */
export const UNSAID: Said = { kind: null, profile: null, values: {} }

/** A file that has been read, and is not stored. */
export type ReadFile = { path: string; said: Said; row: DeliveryRow }

type Intake = {
  files: ReadFile[]
  results: DeliveryRow[]
  skipped: SkippedFile[]
  /** True when there was nothing to read in what was chosen last. */
  foundNothing: boolean
}

type Change =
  | { type: 'found'; skipped: SkippedFile[]; foundNothing: boolean }
  | { type: 'read'; files: ReadFile[] }
  | { type: 'removed'; path: string }
  | { type: 'cleared' }
  | { type: 'seen' }
  | { type: 'imported'; done: { path: string; row: DeliveryRow }[] }

const NOTHING: Intake = { files: [], results: [], skipped: [], foundNothing: false }

function merged(before: ReadFile[], read: ReadFile[]): ReadFile[] {
  const fresh = new Map(read.map((file) => [file.path, file]))
  const kept = before.map((file) => fresh.get(file.path) ?? file)
  const known = new Set(before.map((file) => file.path))
  return [...kept, ...read.filter((file) => !known.has(file.path))]
}

/** What was stored leaves the list; what was cancelled waits on. */
function withoutDone(intake: Intake, done: { path: string; row: DeliveryRow }[]): Intake {
  const settled = new Set(done.filter(({ row }) => row.status !== 'cancelled').map(({ path }) => path))
  return {
    ...NOTHING,
    files: intake.files.filter(({ path }) => !settled.has(path)),
    results: done.map(({ row }) => row),
  }
}

function changed(intake: Intake, change: Change): Intake {
  switch (change.type) {
    case 'found':
      return { ...intake, skipped: change.skipped, foundNothing: change.foundNothing, results: [] }
    case 'read':
      return { ...intake, files: merged(intake.files, change.files), results: [] }
    case 'removed':
      return { ...intake, files: intake.files.filter((file) => file.path !== change.path) }
    case 'cleared':
      return NOTHING
    case 'seen':
      return { ...intake, results: [] }
    case 'imported':
      return withoutDone(intake, change.done)
  }
}

type Wanted = { path: string; said: Said }

/** Files of which the same is said are read together: parts of one extract must meet. */
function bySaid(files: Wanted[]): { said: Said; paths: string[] }[] {
  const groups = new Map<string, { said: Said; paths: string[] }>()
  for (const { path, said } of files) {
    const key = JSON.stringify(said)
    const group = groups.get(key)
    if (group) group.paths.push(path)
    else groups.set(key, { said, paths: [path] })
  }
  return [...groups.values()]
}

function requestOf({ said, paths }: { said: Said; paths: string[] }): ImportRequest {
  const { kind, profile, values } = said
  return { paths, kind, values, ...(profile === null ? {} : { profile }) }
}

function paired(paths: string[], rows: DeliveryRow[]): { path: string; row: DeliveryRow }[] {
  return paths.flatMap((path, at) => {
    const row = rows[at]
    return row ? [{ path, row }] : []
  })
}

/** Finds and reads files, shows what they hold, and stores them when told to. */
export function useIntake() {
  const host = useHost()
  const answers = useAnswers()
  const { work } = useJobs()
  const { attempt } = useTroubles()
  const [intake, change] = useReducer(changed, NOTHING)

  const read = useCallback(
    async (wanted: Wanted[]) => {
      const read: ReadFile[] = []
      for (const group of bySaid(wanted)) {
        const done = await work(() => host.rpc('import_preview', requestOf(group)))
        if (done?.type !== 'deliveries') return read
        const files = paired(group.paths, done.deliveries).map((one) => ({ ...one, said: group.said }))
        change({ type: 'read', files })
        read.push(...files)
      }
      return read
    },
    [host, work],
  )

  const add = useCallback(
    async (paths: string[]) => {
      const found = await attempt(() => host.rpc('files_find', { paths }))
      if (!found) return
      change({ type: 'found', skipped: found.skipped, foundNothing: found.paths.length === 0 })
      // All are read again: parts of one extract may come one by one.
      const before = intake.files.map(({ path, said }) => ({ path, said }))
      const fresh = found.paths.filter((path) => before.every((file) => file.path !== path))
      if (fresh.length > 0) await read([...before, ...fresh.map((path) => ({ path, said: UNSAID }))])
    },
    [attempt, host, intake.files, read],
  )

  const store = useCallback(
    async (files: ReadFile[]) => {
      const stored: { path: string; row: DeliveryRow }[] = []
      for (const group of bySaid(files)) {
        const done = await work(() => host.rpc('import_start', requestOf(group)))
        if (done?.type !== 'deliveries') break
        stored.push(...paired(group.paths, done.deliveries))
        if (done.deliveries.some(({ status }) => status === 'cancelled')) break
      }
      // Also what failed half-way may have stored something.
      answers.outdate()
      if (stored.length > 0) change({ type: 'imported', done: stored })
    },
    [answers, host, work],
  )

  return {
    ...intake,
    add,
    store,
    readAs: (path: string, said: Said) => read([{ path, said }]),
    remove: (path: string) => change({ type: 'removed', path }),
    clear: () => change({ type: 'cleared' }),
    seen: () => change({ type: 'seen' }),
  }
}

/** What the room does with files. */
export type IntakeOfFiles = ReturnType<typeof useIntake>
