// A little WebDriver client: just enough to look into the real window.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'

import { family } from './sockets.mjs'

const START_MS_MAX = 30_000
const ANSWER_MS_MAX = 40_000
const PAUSE_MS = 100

export function pause(ms = PAUSE_MS) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Asks until the answer is true, or throws with the reason. */
export async function until(what, msMax, ask) {
  const end = Date.now() + msMax
  let last
  while (Date.now() < end) {
    try {
      const answer = await ask()
      if (answer) return answer
    } catch (error) {
      last = error
    }
    await pause()
  }
  throw new Error(`${what}: not within ${msMax} ms${last ? ` (${last.message})` : ''}`)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function send(url, method, body) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`${value?.error ?? response.status}: ${value?.message ?? ''}`)
  return value
}

/** The driver process, and sessions with the window. */
export class Driver {
  #child
  #url
  #session
  #said = ''

  /** Starts tauri-driver, which starts WebKit's own driver. */
  static async start(tauriDriver, env) {
    if (!existsSync(tauriDriver)) throw new Error(`${tauriDriver} is missing; run: npm run setup`)
    const [port, nativePort] = [await freePort(), await freePort()]
    const driver = new Driver()
    const words = ['--port', String(port), '--native-port', String(nativePort)]
    driver.#child = spawn(tauriDriver, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [driver.#child.stdout, driver.#child.stderr]) {
      stream.on('data', (bytes) => (driver.#said += bytes.toString()))
    }
    driver.#url = `http://127.0.0.1:${port}`
    await until('tauri-driver answers', START_MS_MAX, () => send(`${driver.#url}/status`, 'GET'))
    return driver
  }

  /** What the driver and the program wrote to their terminal. */
  get said() {
    return this.#said
  }

  /** Opens the window. No browser name: the driver knows only one. */
  async open(application, args) {
    const capabilities = { alwaysMatch: { 'tauri:options': { application, args } } }
    const { sessionId } = await send(`${this.#url}/session`, 'POST', { capabilities })
    this.#session = `${this.#url}/session/${sessionId}`
    await send(`${this.#session}/timeouts`, 'POST', { script: START_MS_MAX })
  }

  /** Runs the body of an async function in the window and answers what it returns. */
  async run(body, ...args) {
    const script = `
      const done = arguments[arguments.length - 1]
      const given = [...arguments].slice(0, -1)
      ;(async (...args) => { ${body} })(...given).then(
        (value) => done({ value }),
        (error) => done({ error: error instanceof Error ? String(error) : JSON.stringify(error) }),
      )`
    const { value, error } = await send(`${this.#session}/execute/async`, 'POST', { script, args })
    if (error) throw new Error(error)
    return value
  }

  async title() {
    return send(`${this.#session}/title`, 'GET')
  }

  async close() {
    if (this.#session) await send(this.#session, 'DELETE').catch(() => undefined)
    this.#session = undefined
  }

  /** Ends the driver and everything that it started. */
  async stop() {
    await this.close()
    const started = [...family(this.#child.pid).keys()].filter((pid) => pid !== this.#child.pid)
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill()
    await ended
    for (const pid of started) {
      try {
        process.kill(pid)
      } catch {
        // It has ended by itself.
      }
    }
  }
}
