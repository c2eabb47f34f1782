// Building the window and the programs, and not building what is as it was.

import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { cargoEnvironment, dist, executable, local, target, ui } from './place.mjs'
import { npm } from './shell.mjs'
import { contentHash, unlessStamped } from './stamp.mjs'

/** Builds ui/dist, unless it was built from just these sources. `run` runs a command and stops at failure. */
export async function buildWindow(run) {
  const stamp = join(ui, 'node_modules', '.trepunkt', 'build')
  if (!existsSync(join(dist, 'index.html'))) rmSync(stamp, { force: true })
  return unlessStamped(stamp, contentHash(ui), async () => {
    const [command, args] = npm('run', '--silent', 'build')
    await run(command, args, { cwd: ui })
  })
}

/**
 * Builds programs in the one profile that is ever built outside measurements. All of the workspace is
 * selected even when few programs are asked for: then every build, test and check agrees on the
 * features of the dependencies, and none of them is built twice.
 */
export async function buildPrograms(run, names) {
  const chosen = names.flatMap((name) => ['--bin', name])
  await run('cargo', ['build', '--workspace', '--locked', ...chosen], { env: cargoEnvironment() })
  return names.map(keep)
}

/** Builds the terminal program alone, for machines without the libraries of a window. */
export async function buildTerminal(run) {
  await run('cargo', ['build', '-p', 'trepunkt-cli', '--locked'], { env: cargoEnvironment() })
  return keep('trepunkt')
}

/** The program as this clone built it: the target directory may be shared with other clones. */
function keep(name) {
  const from = join(target, 'debug', executable(name))
  const to = program(name)
  mkdirSync(join(local, 'programs'), { recursive: true })
  rmSync(to, { force: true })
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
  return to
}

/** Where a built program lies. */
export function program(name) {
  return join(local, 'programs', executable(name))
}
