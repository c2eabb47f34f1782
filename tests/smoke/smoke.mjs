// The real program in a real window: does it start, do its commands come over the fast path, and does it
// stay off the network? Everything else is tested in the browser, where it is quicker.
//
// Needs Xvfb, D-Bus, WebKitWebDriver and tauri-driver; `npm test` sees to them and gives the paths.

import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Driver, pause, until } from './driver.mjs'
import { coloursOn, readScreen, toPng } from './screen.mjs'
import { family, networkSockets } from './sockets.mjs'

const PAINT_MS_MAX = 60_000
const WATCH_MS = 3_000
const COLOURS_MIN = 20
const DONE_WITH_REMARKS = 3
const artefacts = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'target', 'smoke')

function given(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set; run the smoke with: npm test`)
  return value
}

function must(condition, reason) {
  if (!condition) throw new Error(reason)
}

function trepunkt(...words) {
  const { status, stderr, error } = spawnSync(given('TREPUNKT_CLI'), words, { encoding: 'utf8' })
  must(status === 0 || status === DONE_WITH_REMARKS, `trepunkt ${words[0]}: ${error?.message ?? `code ${status}: ${stderr}`}`)
}

function makeWorkspace(folder) {
  const sample = given('TREPUNKT_SAMPLE')
  const { period } = JSON.parse(readFileSync(join(sample, 'expected.json'), 'utf8'))
  const names = readdirSync(sample).filter((name) => /\.(csv|xlsx|xml|txt)$/i.test(name)).sort()
  const workspace = join(folder, 'eksempel.trepunkt')
  trepunkt('new', workspace, '--name', 'Eksempel Kommune', '--no-encryption')
  trepunkt('month', workspace, '--period', period, ...names.map((name) => join(sample, name)))
  return { workspace, period }
}

/** In the window: calls a command and says by which way the answer came. */
const CALL = `
  const [command, name, request] = args
  const [fetched, real] = [[], window.fetch]
  window.fetch = async (...words) => {
    const response = await real(...words)
    fetched.push({ url: String(words[0]), status: response.status })
    return response
  }
  try {
    const answer = await window.__TAURI_INTERNALS__.invoke(command, { command: name, request })
    const isRaw = answer instanceof ArrayBuffer
    return { fetched, isRaw, bytes: isRaw ? answer.byteLength : 0, answer: isRaw ? null : answer }
  } finally {
    window.fetch = real
  }`

function wentFast(call, command) {
  const ways = JSON.stringify(call.fetched)
  must(call.fetched.length === 1 && call.fetched[0].status === 200, `one answer over the inner channel, not the slow fallback: ${ways}`)
  must(new RegExp(`^(ipc://localhost|http://ipc\\.localhost)/${command}$`).test(call.fetched[0].url), `the channel of ${command}: ${ways}`)
}

const tests = {
  'the window starts and shows its heading': async ({ driver }) => {
    const heading = await until('a heading', PAINT_MS_MAX, () => driver.run(`return document.querySelector('h1')?.innerText?.trim()`))
    must(heading.length > 0, 'the heading has words')
    must((await driver.title()) === 'Trepunkt', 'the title names the program and nothing personal')
  },

  'a command goes there and back over the fast path': async ({ driver, workspace }) => {
    const call = await driver.run(CALL, 'rpc', 'app_info', {})
    wentFast(call, 'rpc')
    must(/^\d+\.\d+\.\d+/.test(call.answer.version), `a version: ${call.answer.version}`)
    must(call.answer.workspace?.file === basename(workspace), `the workspace that was named at start is open: ${JSON.stringify(call.answer.workspace)}`)
  },

  'rows come as raw bytes': async ({ driver, period }) => {
    const list = await driver.run(CALL, 'rpc', 'difference_open', differenceQuery(period))
    must(list.answer.differences > 0, `the sample has differences: ${JSON.stringify(list.answer)}`)
    const request = { view: list.answer.view, start: 0, length: Math.min(50, list.answer.rows) }
    const rows = await driver.run(CALL, 'rpc_bytes', 'difference_rows', request)
    wentFast(rows, 'rpc_bytes')
    must(rows.isRaw && rows.bytes > 0, `bytes, not text: ${JSON.stringify(rows)}`)
  },

  'the window is drawn': async () => {
    const folder = given('TREPUNKT_SCREEN')
    const drawn = () => coloursOn(readScreen(folder)) >= COLOURS_MIN
    await until(`a picture of ${COLOURS_MIN} colours or more`, PAINT_MS_MAX, drawn)
    mkdirSync(artefacts, { recursive: true })
    writeFileSync(join(artefacts, 'window.png'), toPng(readScreen(folder)))
  },

  'the page may reach nothing but the program itself': async ({ driver }) => {
    const reached = await driver.run(`
      const blocked = []
      document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
      const outcome = await fetch('http://127.0.0.1:9/').then(() => 'reached', () => 'refused')
      await new Promise((resolve) => setTimeout(resolve, 200))
      return { outcome, blocked }`)
    must(reached.outcome === 'refused', 'a request to elsewhere is refused')
    must(reached.blocked.includes('connect-src'), `by the policy, not by chance: ${JSON.stringify(reached.blocked)}`)
  },
}

function differenceQuery(period) {
  const all = { causes: [], statuses: [], pair: null, se: null, text: '', group_by: null, folded: [] }
  return { reconciliation: 'a-skat', period, ...all, sort: 'size', descending: true }
}

/** The program started as a user starts it, without a driver: a driver speaks to it over a socket of its own. */
async function opensNoSocket({ workspace, env }) {
  const listener = createServer()
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const own = networkSockets(process.pid)
  listener.close()
  must(own.length > 0, 'a socket of this very process is seen, or the check would see nothing')

  const child = spawn(given('TREPUNKT_APP'), [workspace], { env, stdio: 'ignore' })
  try {
    const page = () => [...family(child.pid).values()].some((name) => name.startsWith('WebKitWebProces'))
    await until('the page of the program runs', PAINT_MS_MAX, page)
    const seen = new Set()
    const end = Date.now() + WATCH_MS
    while (Date.now() < end) {
      for (const [pid, name] of family(child.pid)) for (const socket of networkSockets(pid)) seen.add(`${name}: ${socket}`)
      await pause()
    }
    must(child.exitCode === null, `the program is still there (code ${child.exitCode})`)
    must(seen.size === 0, `network sockets: ${[...seen].join(', ')}`)
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill()
    await ended
  }
}

async function inWindow(context, result) {
  const driver = await Driver.start(given('TREPUNKT_DRIVER'), context.env)
  try {
    await driver.open(given('TREPUNKT_APP'), [context.workspace])
    for (const [name, test] of Object.entries(tests)) await result(name, () => test({ ...context, driver }))
    await result('the fast path never failed', () => {
      must(!driver.said.includes('postMessage interface'), driver.said)
    })
  } finally {
    await driver.stop()
  }
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'trepunkt-smoke-'))
  const counts = { passed: 0, failed: 0 }
  const result = async (name, test) => {
    try {
      await test()
      counts.passed += 1
      console.log(`✓ ${name}`)
    } catch (error) {
      counts.failed += 1
      console.log(`✗ ${name}\n  ${error.stack}`)
    }
  }
  // Software drawing, no accessibility bus: neither exists on a machine without a screen.
  const env = { ...process.env, NO_AT_BRIDGE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1', GDK_BACKEND: 'x11', TZ: 'Europe/Copenhagen' }
  try {
    const context = { ...makeWorkspace(folder), env }
    await result('the program opens no network socket', () => opensNoSocket(context))
    await inWindow(context, result)
  } catch (error) {
    await result('the smoke itself', () => Promise.reject(error))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  console.log(`smoke: ${counts.passed} passed, ${counts.failed} failed`)
  // Not by the exit code alone: what the window started may still hold a pipe of this process.
  process.exit(counts.failed === 0 ? 0 : 1)
}

/** Starts itself again on a screen and a message bus of its own, so that no desktop of the user's is touched. */
function onOwnScreen() {
  const self = fileURLToPath(import.meta.url)
  const screen = mkdtempSync(join(tmpdir(), 'trepunkt-screen-'))
  const words = ['-a', '-s', `-screen 0 1366x768x24 -fbdir ${screen}`, 'dbus-run-session', '--', process.execPath, self, '--inside']
  const { status, error } = spawnSync('xvfb-run', words, { stdio: 'inherit', env: { ...process.env, TREPUNKT_SCREEN: screen } })
  if (error) console.log(`✗ xvfb-run: ${error.message}\nsmoke: 0 passed, 1 failed`)
  rmSync(screen, { recursive: true, force: true })
  process.exitCode = status ?? 1
}

if (process.argv.includes('--inside')) await main()
else onOwnScreen()
