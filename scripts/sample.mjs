// The sample month through the terminal program: what `npm start` shows.

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { sampleData } from './place.mjs'
import { capture, say, show, Stop } from './shell.mjs'

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

/** Makes the workspace of the sample municipality with its month matched, unless it is there. */
export async function makeSampleWorkspace(trepunkt, workspace) {
  if (existsSync(workspace)) return
  const { period, files } = sampleMonth()
  say(`making the sample municipality (${files.length} files, ${period})`)
  mkdirSync(dirname(workspace), { recursive: true })
  await quiet(trepunkt, 'new', workspace, '--name', MUNICIPALITY, '--no-encryption')
  await quiet(trepunkt, 'month', workspace, '--period', period, ...files)
}

/** Runs a command that people read. */
export async function told(trepunkt, ...words) {
  const code = await show(trepunkt, words)
  if (code !== 0 && code !== DONE_WITH_REMARKS) throw new Stop(`trepunkt ${words[0]} ended with code ${code}.`)
}
