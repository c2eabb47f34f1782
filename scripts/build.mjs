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
 * Builds programs; outside measurements there is but one profile. All of the workspace is
 * selected even when few programs are asked for: then every build, test and check agrees on the
 * features of the dependencies, and none of them is built twice. Only what the asked-for programs need
 * is built: the terminal program needs no library of a window.
 */
export async function buildPrograms(run, names, profile = 'dev') {
  const chosen = names.flatMap((name) => ['--bin', name])
  await run('cargo', ['build', '--workspace', '--locked', '--profile', profile, ...chosen], { env: cargoEnvironment() })
  return names.map((name) => keep(name, profile))
}

/** The program as this clone built it: the target directory may be shared with other clones. */
function keep(name, profile) {
  const from = join(target, profile === 'dev' ? 'debug' : profile, executable(name))
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
