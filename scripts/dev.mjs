// `npm run dev`: the window in an ordinary browser, built anew at every change, against the real Rust
// code and real workspace files under target/dev.

import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { buildPrograms, buildWindow, program } from './build.mjs'
import { dist, local, ui } from './place.mjs'
import { main, must, say, show } from './shell.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  await setup('window')
  const run = (command, args, options) => must(args[0] ?? command, command, args, options)
  await buildWindow(run)
  await buildPrograms(run, ['trepunkt', 'trepunkt-webhost'])
  const workdir = join(local, 'dev')
  mkdirSync(workdir, { recursive: true })
  const vite = join(ui, 'node_modules', 'vite', 'bin', 'vite.js')
  const watcher = spawn(process.execPath, [vite, 'build', '--watch', '--logLevel', 'warn'], { cwd: ui, stdio: 'inherit' })
  say('Open the address below; reload the page after a change to the window, restart this after a change to Rust.')
  try {
    return await show(program('trepunkt-webhost'), ['--port', '0', '--ui', dist, '--workdir', workdir])
  } finally {
    watcher.kill()
  }
})
