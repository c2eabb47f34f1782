// Everything that must hold, in one go.
//
//   npm test              all of it
//   npm run check         without the browser and the real window
//   npm run soak          with the long variants

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

import { buildPrograms, buildWindow, program } from './build.mjs'
import { cargoEnvironment, dist, e2e, executable, linux, root, sampleData, tools, ui } from './place.mjs'
import { main, npm, say, which } from './shell.mjs'
import { setup } from './setup.mjs'
import { Steps } from './steps.mjs'

const PROGRAMS = ['trepunkt', 'trepunkt-app', 'trepunkt-webhost', 'xtask']

/** A home of its own for everything that is tested: a test that writes to the user's own would be found out. */
function testHome() {
  const home = mkdtempSync(join(tmpdir(), 'trepunkt-test-'))
  const part = (name) => {
    const path = join(home, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  const environment = {
    HOME: part('home'),
    USERPROFILE: join(home, 'home'),
    LOCALAPPDATA: part('local'),
    APPDATA: part('roaming'),
    XDG_DATA_HOME: part('data'),
    XDG_CONFIG_HOME: part('config'),
    XDG_CACHE_HOME: part('cache'),
    CARGO_HOME: process.env.CARGO_HOME || join(homedir(), '.cargo'),
    RUSTUP_HOME: process.env.RUSTUP_HOME || join(homedir(), '.rustup'),
  }
  return { home, environment, watched: ['home', 'local', 'roaming', 'data', 'config'].map((name) => join(home, name)) }
}

/** What the tests of the Rust code left where a user's own data would lie. */
function leftBehind(watched) {
  return watched.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)))
}

function addWindowSteps(steps) {
  const script = (...args) => async (run) => {
    const [command, words] = npm('run', '--silent', ...args)
    await run(command, words, { cwd: ui, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } })
  }
  steps.add('window', 'build the window', (run) => buildWindow(run))
  steps.add('window', 'window: lint', script('lint'))
  steps.add('window', 'window: types', script('typecheck'))
  steps.add('window', 'window: unit tests', script('test'), { tool: 'vitest' })
}

function addRustSteps(steps, environment, isSoak) {
  const env = cargoEnvironment({ ...environment, CARGO_TERM_COLOR: 'never' })
  const built = { needs: ['build the window'] }
  steps.add('rust', 'rustfmt', (run) => run('cargo', ['fmt', '--all', '--', '--check', '--color', 'never'], { env: cargoEnvironment() }))
  steps.add('rust', 'build the programs', (run) => buildPrograms(run, PROGRAMS), built)
  const xtask = (...words) => (run) => run(program('xtask'), words)
  steps.add('rust', 'generated bindings', xtask('gen', '--check'), { needs: ['build the programs'] })
  steps.add('rust', 'sample municipality', xtask('sample-data', '--check'), { needs: ['build the programs'] })
  steps.add('rust', 'tidy', xtask('tidy'), { needs: ['build the programs'] })
  const clippy = ['clippy', '--workspace', '--all-targets', '--locked', '--keep-going', '--features', 'trepunkt-tests/libreoffice', '--', '-D', 'warnings']
  steps.add('rust', 'clippy', (run) => run('cargo', clippy, { env: cargoEnvironment({ CARGO_TERM_COLOR: 'never' }) }), built)
  if (which('cargo-nextest')) {
    const nextest = ['nextest', 'run', '--workspace', '--locked', '--no-fail-fast', '--profile', isSoak ? 'soak' : 'default']
    steps.add('rust', 'rust tests', (run) => run('cargo', nextest, { env }), { ...built, tool: 'nextest' })
  } else {
    const test = ['test', '--workspace', '--locked', '--no-fail-fast', '--lib', '--bins', '--tests']
    steps.add('rust', 'rust tests', (run) => run('cargo', test, { env }), { ...built, tool: 'cargoTest' })
  }
  if (which('soffice')) {
    const words = ['test', '--workspace', '--locked', '--features', 'trepunkt-tests/libreoffice', '--test', 'it', 'libreoffice']
    steps.add('rust', 'workbooks recalculated by LibreOffice', (run) => run('cargo', words, { env }), {
      needs: ['rust tests'],
      tool: 'cargoTest',
    })
  } else {
    say('skipped: workbooks recalculated by LibreOffice (soffice is not installed)')
  }
  const doctests = ['test', '--workspace', '--locked', '--no-fail-fast', '--doc']
  steps.add('rust', 'rust doctests', (run) => run('cargo', doctests, { env }), { ...built, tool: 'cargoTest' })
}

function addWholeProgramSteps(steps, environment) {
  const env = {
    ...process.env,
    ...environment,
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    TREPUNKT_CLI: program('trepunkt'),
    TREPUNKT_APP: program('trepunkt-app'),
    TREPUNKT_WEBHOST: program('trepunkt-webhost'),
    TREPUNKT_UI: dist,
    TREPUNKT_SAMPLE: sampleData,
    TREPUNKT_DRIVER: join(tools, 'bin', executable('tauri-driver')),
  }
  const needs = ['build the programs']
  const playwright = join(e2e, 'node_modules', '@playwright', 'test', 'cli.js')
  const typescript = join(e2e, 'node_modules', 'typescript', 'bin', 'tsc')
  steps.add('rust', 'browser: types', (run) => run(process.execPath, [typescript, '--noEmit'], { cwd: e2e }))
  steps.add('rust', 'browser: journeys', (run) => run(process.execPath, [playwright, 'test'], { cwd: e2e, env }), {
    needs,
    tool: 'playwright',
  })
  if (linux) {
    const smoke = [join(root, 'tests', 'smoke', 'smoke.mjs')]
    steps.add('rust', 'real window: smoke', (run) => run(process.execPath, smoke, { env }), { needs, tool: 'smoke' })
  }
}

await main(async () => {
  const isSoak = process.argv.includes('--soak')
  const onlyChecks = process.argv.includes('--only-checks')
  await setup(onlyChecks ? 'window' : 'tests')
  const { home, environment, watched } = testHome()
  if (isSoak) environment.TREPUNKT_SOAK = '1'
  const steps = new Steps()
  addWindowSteps(steps)
  addRustSteps(steps, environment, isSoak)
  steps.add('rust', 'nothing left behind', async () => {
    const left = leftBehind(watched)
    if (left.length > 0) throw new Error(`the tests wrote where a user's own data lies:\n${left.join('\n')}`)
  })
  if (!onlyChecks) addWholeProgramSteps(steps, environment)
  say(`tests${isSoak ? ', the long variants too' : ''}`)
  try {
    return await steps.run()
  } finally {
    if (existsSync(home)) rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
})
