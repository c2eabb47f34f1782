// Running other programs, in a way that works on Windows too.

import { spawn } from 'node:child_process'
import { accessSync, constants, createWriteStream } from 'node:fs'
import { delimiter, join } from 'node:path'

import { root, windows } from './place.mjs'

/** A line that says what happens now. */
export function say(text) {
  process.stdout.write(`${text}\n`)
}

/** The reason for stopping, for people: no stack. */
export class Stop extends Error {}

/** Runs the main function of a script; a `Stop` ends it with its text and code 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  }
}

/** The full path of a program on the PATH, or undefined. */
export function which(name) {
  const endings = windows ? ['.exe', '.cmd', ''] : ['']
  for (const folder of (process.env.PATH || '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not here; the next folder may have it.
      }
    }
  }
  return undefined
}

/** How npm is called: by the very npm that runs this script where there is one (on Windows npm is no program). */
export function npm(...args) {
  const script = process.env.npm_execpath
  if (script && script.endsWith('.js')) return [process.execPath, [script, ...args]]
  return [windows ? 'npm.cmd' : 'npm', args]
}

function start(command, args, options) {
  const shell = windows && command.endsWith('.cmd')
  return spawn(command, args, { cwd: root, ...options, shell })
}

function ended(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, reason: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? 128, reason: signal ? `signal ${signal}` : '' }))
  })
}

/** Runs with this terminal as input and output. Answers the exit code. */
export async function show(command, args, options = {}) {
  const { code, reason } = await ended(start(command, args, { stdio: 'inherit', ...options }))
  if (code === 127 && reason) process.stderr.write(`${command}: ${reason}\n`)
  return code
}

/** Runs with this terminal, and stops everything when it fails. */
export async function must(what, command, args, options = {}) {
  const code = await show(command, args, options)
  if (code !== 0) throw new Stop(`${what}: ${command} ${args[0] ?? ''} ended with code ${code}.`)
}

/** Runs and collects. `log` names a file that gets every byte; `onLine` sees each line as it comes. */
export async function capture(command, args, { log, onLine, ...options } = {}) {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const file = log ? createWriteStream(log, { flags: 'a' }) : undefined
  const parts = []
  const take = (bytes) => {
    parts.push(bytes)
    file?.write(bytes)
    const line = bytes.toString().trim().split('\n').at(-1)
    if (line) onLine?.(line)
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  const { code, reason } = await ended(child)
  if (reason) file?.write(`${command}: ${reason}\n`)
  await new Promise((resolve) => (file ? file.end(resolve) : resolve()))
  return { code, output: Buffer.concat(parts).toString() + (reason ? `\n${command}: ${reason}` : '') }
}
