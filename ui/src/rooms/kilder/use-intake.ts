import { useCallback, useReducer } from 'react'

import type { DeliveryRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { useAnswers } from '../../parts/use-answer'

/** A file that has been read, and is not stored. */
export type ReadFile = { path: string; kind: string | null; row: DeliveryRow }

type Intake = { files: ReadFile[]; results: DeliveryRow[] }

type Change =
  | { type: 'read'; files: ReadFile[] }
  | { type: 'removed'; path: string }
  | { type: 'cleared' }
  | { type: 'imported'; paths: string[]; rows: DeliveryRow[] }

const NOTHING: Intake = { files: [], results: [] }

function merged(before: ReadFile[], read: ReadFile[]): ReadFile[] {
  const fresh = new Map(read.map((file) => [file.path, file]))
  const kept = before.map((file) => fresh.get(file.path) ?? file)
  const known = new Set(before.map((file) => file.path))
  return [...kept, ...read.filter((file) => !known.has(file.path))]
}

function changed(intake: Intake, change: Change): Intake {
  switch (change.type) {
    case 'read':
      return { files: merged(intake.files, change.files), results: [] }
    case 'removed':
      return { ...intake, files: intake.files.filter((file) => file.path !== change.path) }
    case 'cleared':
      return NOTHING
    case 'imported':
      return { files: intake.files.filter((file) => !change.paths.includes(file.path)), results: change.rows }
  }
}

/** A file that would be stored. */
export function isAcceptable({ row }: ReadFile): boolean {
  return row.status !== 'refused' && row.status !== 'already_imported'
}

/** Files of the same forced kind are read together: parts of one extract must meet. */
function byKind(files: { path: string; kind: string | null }[]): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const { path, kind } of files) groups.set(kind, [...(groups.get(kind) ?? []), path])
  return groups
}

/** Reads files, shows what they hold, and stores them when told to. */
export function useIntake() {
  const host = useHost()
  const answers = useAnswers()
  const { work } = useJobs()
  const [intake, change] = useReducer(changed, NOTHING)

  const read = useCallback(
    async (wanted: { path: string; kind: string | null }[]) => {
      for (const [kind, paths] of byKind(wanted)) {
        const done = await work(() => host.rpc('import_preview', { paths, kind }))
        if (done?.type !== 'deliveries') return
        const rows = done.deliveries
        const files = paths.flatMap((path, at) => {
          const row = rows[at]
          return row ? [{ path, kind, row }] : []
        })
        change({ type: 'read', files })
      }
    },
    [host, work],
  )

  const add = useCallback(
    (paths: string[]) => {
      // All are read again: parts of one extract may come one by one.
      const before = intake.files.map(({ path, kind }) => ({ path, kind }))
      const fresh = paths.filter((path) => before.every((file) => file.path !== path))
      if (fresh.length === 0) return Promise.resolve()
      return read([...before, ...fresh.map((path) => ({ path, kind: null }))])
    },
    [intake.files, read],
  )

  const store = useCallback(async () => {
    const rows: DeliveryRow[] = []
    const stored: string[] = []
    for (const [kind, paths] of byKind(intake.files.filter(isAcceptable))) {
      const done = await work(() => host.rpc('import_start', { paths, kind }))
      if (done?.type !== 'deliveries') break
      rows.push(...done.deliveries)
      stored.push(...paths)
    }
    if (stored.length === 0) return
    change({ type: 'imported', paths: stored, rows })
    answers.outdate()
  }, [answers, host, intake.files, work])

  return {
    ...intake,
    add,
    store,
    readAs: (path: string, kind: string | null) => read([{ path, kind }]),
    remove: (path: string) => change({ type: 'removed', path }),
    clear: () => change({ type: 'cleared' }),
  }
}
