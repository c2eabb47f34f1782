// Steps of a long job: each timed, none hiding the faults of another, and a table at the end.

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { local } from './place.mjs'
import { capture, say } from './shell.mjs'

const LOG_LINES_SHOWN = 250
const HEARTBEAT_MS = 60_000

class Failed extends Error {}

// How each tool says how many tests it ran. All matches of a step are added up.
const COUNTS = {
  nextest: { passed: /tests? run: (\d+) passed/g, failed: /tests? run: .*? (\d+) failed/g },
  cargoTest: { passed: /^test result: .*? (\d+) passed/gm, failed: /^test result: .*? (\d+) failed/gm },
  vitest: { passed: /^\s*Tests\s.*?(\d+) passed/gm, failed: /^\s*Tests\s.*?(\d+) failed/gm },
  playwright: { passed: /^\s*(\d+) passed/gm, failed: /^\s*(\d+) failed/gm },
  smoke: { passed: /^smoke: (\d+) passed/gm, failed: /^smoke: \d+ passed, (\d+) failed/gm },
}

function plain(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')
}

function added(text, pattern) {
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0)
}

/** How many tests the output tells of; `undefined` when it tells of none at all. */
export function counted(output, tool) {
  const text = plain(output)
  const { passed, failed } = COUNTS[tool]
  if (text.search(passed) < 0 && text.search(failed) < 0) return undefined
  return { passed: added(text, passed), failed: added(text, failed) }
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** A list of steps in lanes: steps of one lane run one after the other, lanes run beside each other. */
export class Steps {
  #steps = []
  #logs = join(local, 'test-logs')

  constructor() {
    rmSync(this.#logs, { recursive: true, force: true })
    mkdirSync(this.#logs, { recursive: true })
  }

  /**
   * Adds a step. `work` gets a function that runs a command and stops the step when it fails. A step
   * whose `needs` failed is not run, and counts as failed. `tool` names how its tests are counted.
   */
  add(lane, name, work, { needs = [], tool } = {}) {
    let finish
    const finished = new Promise((resolve) => (finish = resolve))
    this.#steps.push({ lane, name, work, needs, tool, state: 'waiting', passed: 0, failed: 0, ms: 0, finish, finished })
  }

  async #run(step) {
    for (const name of step.needs) {
      const needed = this.#steps.find((other) => other.name === name)
      await needed.finished
      if (needed.state !== 'passed') {
        Object.assign(step, { state: `not run: needs ${name}`, failed: 1 })
        say(`– ${step.name}: not run, because ${name} failed`)
        return
      }
    }
    const log = join(this.#logs, `${step.name.replaceAll(/[^a-z0-9]+/gi, '-')}.log`)
    const began = Date.now()
    let [last, output] = ['', '']
    const heartbeat = setInterval(() => {
      say(`  … ${step.name} (${seconds(Date.now() - began)}): ${plain(last).slice(0, 100)}`)
    }, HEARTBEAT_MS)
    const run = async (command, args, options = {}) => {
      const result = await capture(command, args, { ...options, log, onLine: (line) => (last = line) })
      output += result.output
      if (result.code !== 0) throw new Failed(`${command} ${args.slice(0, 3).join(' ')} ended with code ${result.code}`)
      return result.output
    }
    let reason
    try {
      await step.work(run)
    } catch (error) {
      reason = error instanceof Failed ? error.message : (error.stack ?? String(error))
    }
    clearInterval(heartbeat)
    step.ms = Date.now() - began
    this.#judge(step, output, reason, log)
  }

  #judge(step, output, reason, log) {
    const counts = step.tool ? counted(output, step.tool) : undefined
    // A test step that ran no test proves nothing.
    const empty = step.tool && !reason && !(counts?.passed > 0)
    const why = reason ?? (empty ? 'no test was run' : undefined)
    step.state = why ? 'failed' : 'passed'
    step.passed = counts?.passed ?? (why ? 0 : 1)
    step.failed = why ? Math.max(1, counts?.failed ?? 0) : (counts?.failed ?? 0)
    say(`${why ? '✗' : '✓'} ${step.name} (${seconds(step.ms)})`)
    if (!why) return
    say(`  ${why}`)
    try {
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
      if (lines.length > LOG_LINES_SHOWN) say(`  (${lines.length} lines; the last ${LOG_LINES_SHOWN} of ${log})`)
      say(lines.slice(-LOG_LINES_SHOWN).map((line) => `  | ${line}`).join('\n'))
    } catch {
      // The step failed before it wrote anything.
    }
  }

  /** Runs everything. Answers the exit code. */
  async run() {
    const began = Date.now()
    const lanes = [...new Set(this.#steps.map((step) => step.lane))]
    await Promise.all(
      lanes.map(async (lane) => {
        for (const step of this.#steps.filter((one) => one.lane === lane)) {
          await this.#run(step)
          step.finish()
        }
      }),
    )
    return this.#report(Date.now() - began)
  }

  #report(ms) {
    const width = Math.max(...this.#steps.map((step) => step.name.length))
    say('')
    for (const { name, state, passed, failed, ms: took } of this.#steps) {
      const numbers = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed`
      say(`${name.padEnd(width)}  ${seconds(took).padStart(9)}  ${numbers}  ${state === 'passed' ? '' : state}`.trimEnd())
    }
    const sum = (key) => this.#steps.reduce((total, step) => total + step[key], 0)
    const [passed, failed] = [sum('passed'), sum('failed')]
    say(`${'all'.padEnd(width)}  ${seconds(ms).padStart(9)}`)
    say(`\n${passed} passed, ${failed} failed`)
    return failed === 0 ? 0 : 1
  }
}
