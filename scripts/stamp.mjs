// Work that need not be done again: a stamp holds the hash of the content that the work was done on.

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const SKIPPED = new Set(['node_modules', 'dist', 'test-results', 'coverage', '.git'])

function* files(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return
  if (stat.isFile()) {
    yield path
    return
  }
  for (const name of readdirSync(path).sort()) {
    if (!SKIPPED.has(name) && !name.endsWith('.tsbuildinfo')) yield* files(join(path, name))
  }
}

/** A hash over the names and contents of everything under the paths, wherever these lie. */
export function contentHash(...paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of files(path)) {
      const content = readFileSync(file)
      hash.update(`${relative(path, file)}\0${content.length}\0`).update(content)
    }
  }
  return hash.digest('hex')
}

function read(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Does the work unless its stamp says that it was done on just this content. Answers whether it worked. */
export async function unlessStamped(stamp, hash, work) {
  if (read(stamp) === hash) return false
  rmSync(stamp, { force: true })
  await work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, `${hash}\n`)
  return true
}
