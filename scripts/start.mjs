// `npm start`: from a fresh clone to the sample municipality's month on the screen. Without a screen the
// same month runs in the terminal.
//
//   npm start                    the sample municipality
//   npm start -- PATH            another workspace
//   npm start -- --terminal      in the terminal, screen or not

import { mkdirSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

import { buildPrograms, buildWindow, program } from './build.mjs'
import { data, hasDisplay, out, root } from './place.mjs'
import { keepSampleWorkspace, makeSampleWorkspace, sampleMonth, told } from './sample.mjs'
import { main, must, say, show } from './shell.mjs'
import { setup } from './setup.mjs'

const RECONCILIATION = 'a-skat'

function run(command, args, options) {
  return must(`${command} ${args[0] ?? ''}`, command, args, options)
}

async function startInTerminal() {
  await setup('terminal')
  say('building the terminal program (the first time takes some minutes)')
  const [trepunkt] = await buildPrograms(run, ['trepunkt'])
  const { period } = sampleMonth()
  const workspace = join(out, 'eksempel.trepunkt')
  rmSync(workspace, { force: true })
  mkdirSync(out, { recursive: true })
  await makeSampleWorkspace(trepunkt, workspace)
  say('')
  await told(trepunkt, 'bridge', workspace, '--reconciliation', RECONCILIATION, '--period', period)
  const written = [['afstemningsrapport', 'pdf'], ['afstemningsrapport', 'xlsx'], ['differenceliste', 'xlsx'], ['differenceliste', 'csv']]
  for (const [report, format] of written) {
    const file = join(out, `${report}-${period}.${format}`)
    rmSync(file, { force: true })
    const of = ['--reconciliation', RECONCILIATION, '--period', period]
    await told(trepunkt, 'report', workspace, '--report', report, ...of, '--format', format, '--out', file)
  }
  say(`\nThere is no screen here, so this was the terminal program. The files are in ${relative(root, out)}/`)
  say(`More: ${relative(root, trepunkt)} --help`)
}

async function startWindow(wanted) {
  await setup('window')
  say('building the window')
  await buildWindow(run)
  say('building the programs (the first time takes some minutes)')
  await buildPrograms(run, ['trepunkt', 'trepunkt-app'])
  const workspace = wanted ? resolve(wanted) : join(data, 'eksempel', 'eksempel.trepunkt')
  if (!wanted) await keepSampleWorkspace(program('trepunkt'), workspace)
  say(`opening ${workspace}`)
  return show(program('trepunkt-app'), [workspace])
}

await main(() => {
  const words = process.argv.slice(2)
  if (words.includes('--terminal') || !hasDisplay()) return startInTerminal()
  return startWindow(words.find((word) => !word.startsWith('-')))
})
