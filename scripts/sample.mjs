// The sample month through the terminal program: what `npm start` shows.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { root, sampleData } from './place.mjs'
import { capture, say, show, Stop } from './shell.mjs'
import { contentHash, unlessStamped } from './stamp.mjs'

/** Exit code of work that is done, with rejected rows or unexplained kroner to look at. */
const DONE_WITH_REMARKS = 3
export const MUNICIPALITY = 'Eksempel Kommune'

/** The period of the sample and its files. */
export function sampleMonth() {
  const { period } = JSON.parse(readFileSync(join(sampleData, 'expected.json'), 'utf8'))
  const names = readdirSync(sampleData).filter((name) => /\.(csv|xlsx|xml|txt)$/i.test(name))
  return { period, files: names.sort().map((name) => join(sampleData, name)) }
}

async function quiet(trepunkt, ...words) {
  const { code, output } = await capture(trepunkt, words)
  if (code !== 0 && code !== DONE_WITH_REMARKS) throw new Stop(`trepunkt ${words[0]} ended with code ${code}:\n${output}`)
}

/** Makes the workspace of the sample municipality with its month matched. */
export async function makeSampleWorkspace(trepunkt, workspace) {
  const { period, files } = sampleMonth()
  say(`making the sample municipality (${files.length} files, ${period})`)
  mkdirSync(dirname(workspace), { recursive: true })
  await quiet(trepunkt, 'new', workspace, '--name', MUNICIPALITY, '--no-encryption')
  await quiet(trepunkt, 'month', workspace, '--period', period, ...files)
}

/**
 * Sees to it that the sample workspace is there and is of these files, rules and tables. An older one is
 * put aside, not thrown away: somebody may have worked in it.
 */
export async function keepSampleWorkspace(trepunkt, workspace) {
  const stamp = `${workspace}.stamp`
  const hash = contentHash(sampleData, join(root, 'migrations'), join(root, 'src-tauri', 'rules'))
  if (!existsSync(workspace)) rmSync(stamp, { force: true })
  await unlessStamped(stamp, hash, async () => {
    if (existsSync(workspace)) {
      const seconds = Math.floor(statSync(workspace).mtimeMs / 1000)
      const aside = workspace.replace(/\.trepunkt$/, `-${seconds}.trepunkt`)
      renameSync(workspace, aside)
      say(`an older sample municipality is now ${aside}`)
    }
    await makeSampleWorkspace(trepunkt, workspace)
  })
}

/** Runs a command that people read. */
export async function told(trepunkt, ...words) {
  const code = await show(trepunkt, words)
  if (code !== 0 && code !== DONE_WITH_REMARKS) throw new Stop(`trepunkt ${words[0]} ended with code ${code}.`)
}
