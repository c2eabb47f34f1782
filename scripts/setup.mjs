// What must be there before anything can be built. Checks, installs what it may install, and otherwise
// says exactly what is missing. Running it again costs a moment.
//
//   node scripts/setup.mjs [terminal|window|tests]

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { cargoEnvironment, e2e, executable, linux, mac, root, tools, ui, windows } from './place.mjs'
import { capture, main, must, npm, say, Stop, which } from './shell.mjs'
import { contentHash, unlessStamped } from './stamp.mjs'

// The one list of system packages, in Debian's names. `sign` is how another system shows that it has the same.
const PACKAGES = {
  terminal: [
    { name: 'build-essential', program: 'cc' },
    { name: 'perl', program: 'perl' },
    { name: 'pkg-config', program: 'pkg-config' },
  ],
  window: [
    { name: 'libwebkit2gtk-4.1-dev', library: 'webkit2gtk-4.1' },
    { name: 'libgtk-3-dev', library: 'gtk+-3.0' },
    { name: 'librsvg2-dev', library: 'librsvg-2.0' },
    { name: 'libayatana-appindicator3-dev', library: 'ayatana-appindicator3-0.1' },
    { name: 'libxdo-dev', header: '/usr/include/xdo.h' },
    { name: 'libssl-dev', library: 'openssl' },
  ],
  tests: [
    { name: 'xvfb', program: 'xvfb-run' },
    { name: 'dbus-x11', program: 'dbus-launch' },
    { name: 'dbus', program: 'dbus-run-session' },
    { name: 'webkit2gtk-driver', program: 'WebKitWebDriver' },
    { name: 'chromium', program: 'chromium' },
    { name: 'poppler-utils', program: 'pdftotext' },
  ],
}
const LEVELS = ['terminal', 'window', 'tests']
const TAURI_DRIVER = '^2'
const LOCK_SECONDS = 600

function atLeast(version, minimum) {
  const parts = (text) => text.split('.').map(Number)
  const [have, want] = [parts(version), parts(minimum)]
  for (let at = 0; at < want.length; at += 1) {
    if ((have[at] ?? 0) !== want[at]) return (have[at] ?? 0) > want[at]
  }
  return true
}

async function checkNode() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '')
  const have = process.versions.node
  if (!atLeast(have, wanted)) throw new Stop(`Node ${wanted} or newer is needed; this is ${have}. See https://nodejs.org`)
  return `Node ${have}`
}

async function checkRust() {
  const wanted = /rust-version = "([\d.]+)"/.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))[1]
  const { code, output } = await capture('cargo', ['--version'])
  if (code !== 0) throw new Stop(`Rust ${wanted} or newer is needed and cargo is not on the PATH. See https://rustup.rs`)
  const have = /cargo ([\d.]+)/.exec(output)?.[1] ?? '0'
  if (!atLeast(have, wanted)) throw new Stop(`Rust ${wanted} or newer is needed; this is ${have}. Run: rustup update`)
  return `Rust ${have}`
}

async function missingOnDebian(packages) {
  const names = packages.map((one) => one.name)
  const { output } = await capture('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names])
  const present = new Set(output.split('\n').filter((line) => line.endsWith(' installed')).map((line) => line.split(' ')[0]))
  return packages.filter((one) => !present.has(one.name))
}

async function missingElsewhere(packages) {
  const missing = []
  for (const one of packages) {
    if (one.program && which(one.program)) continue
    if (one.header && existsSync(one.header)) continue
    if (one.library && (await capture('pkg-config', ['--exists', one.library])).code === 0) continue
    missing.push(one)
  }
  return missing
}

async function mayInstall() {
  if (process.getuid?.() === 0) return []
  if (which('sudo') && (await capture('sudo', ['-n', 'true'])).code === 0) return ['sudo', '-n']
  return undefined
}

async function installOnDebian(missing) {
  const names = missing.map((one) => one.name)
  const before = await mayInstall()
  if (!before) {
    throw new Stop(`These system packages are missing, and installing them needs root:\n  sudo apt-get install ${names.join(' ')}`)
  }
  say(`  installing with apt-get: ${names.join(' ')}`)
  const call = [...before, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', `DPkg::Lock::Timeout=${LOCK_SECONDS}`]
  await must('apt-get update', call[0], [...call.slice(1), 'update'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const install = ['install', '-y', '--no-install-recommends', ...names]
  await must('apt-get install', call[0], [...call.slice(1), ...install], { stdio: ['ignore', 'ignore', 'inherit'] })
}

async function checkSystem(level) {
  if (!linux) {
    if (!which('perl')) throw new Stop('Perl is needed to build the encrypted database (on Windows: Strawberry Perl).')
    return windows ? 'Windows (WebView2 comes with it)' : 'macOS'
  }
  const packages = LEVELS.slice(0, LEVELS.indexOf(level) + 1).flatMap((name) => PACKAGES[name])
  const debian = Boolean(which('apt-get') && which('dpkg-query'))
  const missing = debian ? await missingOnDebian(packages) : await missingElsewhere(packages)
  if (missing.length === 0) return `${packages.length} system packages`
  if (!debian) {
    const names = missing.map((one) => `  ${one.name} (${one.library ?? one.program ?? one.header})`)
    throw new Stop(`These are missing (Debian's names; what is looked for in parentheses):\n${names.join('\n')}`)
  }
  await installOnDebian(missing)
  return `${packages.length} system packages, ${missing.length} of them new`
}

/** The packages of one Node room, exactly as its lock file names them. */
async function installNode(room, name) {
  if (!existsSync(join(room, 'package.json'))) return `${name}: nothing to install`
  const lock = join(room, 'package-lock.json')
  if (!existsSync(lock)) throw new Stop(`${lock} is missing; it belongs in the repository.`)
  const stamp = join(room, 'node_modules', '.trepunkt', 'install')
  const worked = await unlessStamped(stamp, contentHash(lock), async () => {
    say(`  ${name}: npm ci`)
    const [command, args] = npm('ci', '--no-audit', '--no-fund', '--loglevel=error')
    await must(`${name}: npm ci`, command, args, { cwd: room, env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' } })
  })
  return worked ? `${name}: packages installed` : `${name}: packages as before`
}

/** The driver that lets a test press the real window's buttons; there is none for macOS. */
async function installDriver() {
  if (mac) return 'no driver for the real window on macOS'
  const driver = join(tools, 'bin', executable('tauri-driver'))
  if (existsSync(driver)) return 'tauri-driver'
  say('  installing tauri-driver (once)')
  mkdirSync(tools, { recursive: true })
  const args = ['install', 'tauri-driver', '--version', TAURI_DRIVER, '--locked', '--root', tools, '--quiet']
  await must('tauri-driver', 'cargo', args, { env: cargoEnvironment({ CARGO_TARGET_DIR: join(tools, 'build') }) })
  return 'tauri-driver, new'
}

/** Makes everything ready for the terminal program, for the window, or for the tests. */
export async function setup(level) {
  const began = Date.now()
  say(`setup (${level})`)
  const done = [await checkNode(), await checkRust(), await checkSystem(level)]
  if (level !== 'terminal') done.push(await installNode(ui, 'ui'))
  if (level === 'tests') done.push(await installNode(e2e, 'tests/e2e'), await installDriver())
  say(`  ${done.join(' · ')} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => setup(LEVELS.includes(process.argv[2]) ? process.argv[2] : 'tests'))
}
