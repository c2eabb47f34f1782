// Many files at once: a folder with everything that lies in folders, progress, and a cancel that works.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'
import type { Host } from './fixtures/host'
import { checkAxe } from './fixtures/axe'
import { chooseFolder, openRoom, picture } from './fixtures/steps'

type Deliveries = { deliveries: { file: string; is_undone: boolean }[] }

async function emptyWorkspace(page: Page, host: Host): Promise<void> {
  await host.rpc('workspace_create', { path: `${host.workdir}/workspaces/tom.trepunkt`, name: 'Tom Kommune', passphrase: null })
  await page.goto(host.url)
  await openRoom(page, 'Kilder')
}

function folderOf(host: Host, files: string[]): string {
  const folder = join(host.workdir, 'oktober')
  mkdirSync(join(folder, 'eIndkomst'), { recursive: true })
  for (const file of files) {
    const isExtract = /PERSUM|VIRSUM/.test(file)
    copyFileSync(file, join(folder, isExtract ? 'eIndkomst' : '', basename(file)))
  }
  return folder
}

test('a folder is read whole: what is in order comes in, the rest says what it wants', async ({ page, host, sample }) => {
  await emptyWorkspace(page, host)
  const folder = folderOf(host, sample.files)
  const claim = readFileSync(sample.files.find((file) => file.includes(`skat-krav-${sample.period}`)) ?? '', 'latin1')
  writeFileSync(join(folder, 'krav med fejl.csv'), claim.replace(/\d+,\d\d/, 'mange'), 'latin1')
  writeFileSync(join(folder, 'noter.csv'), 'dette er;ikke en kilde\n1;2\n')
  writeFileSync(join(folder, 'tom.csv'), '')
  for (const name of ['.DS_Store', '~$krav.xlsx', 'Thumbs.db']) writeFileSync(join(folder, name), 'x')

  await chooseFolder(page, folder)
  const read = page.getByRole('list', { name: 'Filer, der er læst' })
  await expect(read.getByRole('listitem')).toHaveCount(sample.files.length + 3)
  await expect(page.getByText(/3 filer er ikke læst: \.DS_Store \(skjult\), Thumbs\.db \(skjult\), ~\$krav\.xlsx/)).toBeVisible()
  await expect(page.getByRole('tab', { name: `I orden ${sample.files.length}` })).toBeVisible()
  await page.getByRole('tab', { name: 'Kræver dig 2' }).click()
  await expect(read.getByRole('listitem')).toHaveCount(2)
  await read.getByRole('button', { name: /^krav med fejl/ }).click()
  await expect(page.getByRole('region', { name: /^krav med fejl/ })).toContainText('Beløbet er ikke et tal')
  await checkAxe(page, 'a folder that has been read')
  await picture(page, 'kilder-folder')
  await page.getByRole('tab', { name: 'Afvist 1' }).click()
  await expect(read.getByRole('button', { name: /^tom\.csv/ })).toBeVisible()

  await page.getByRole('button', { name: `Importér ${sample.files.length} filer i orden` }).click()
  await expect(page.getByText(`${sample.files.length} filer importeret.`)).toBeVisible()
  await page.getByRole('tab', { name: 'Alle 3' }).click()
  await expect(read.getByRole('listitem'), 'what wants something is left').toHaveCount(3)
  await page.getByRole('button', { name: 'Importér 1 fil uden de afviste rækker' }).click()
  const bar = page.getByRole('group').filter({ hasText: '1 række blev afvist og er ikke med.' })
  await expect(bar, 'rejected rows are told, not passed over in green').toHaveAttribute('data-intent', 'warning')
  await picture(page, 'kilder-rejected')
})

test('reading and storing can be cancelled, and the window says what was done', async ({ page, host, sample }) => {
  await emptyWorkspace(page, host)
  const tok = readFileSync(sample.files.find((file) => file.includes('tok-indberetning-2026-10')) ?? '', 'utf8')
  const [header = '', ...lines] = tok.trimEnd().split(/\r?\n/)
  const folder = join(host.workdir, 'stor')
  mkdirSync(folder)
  const body = lines.join('\r\n')
  const times = Math.ceil(24_000_000 / body.length)
  writeFileSync(join(folder, 'stor.csv'), [header, ...Array.from({ length: times }, () => body)].join('\r\n'))
  await chooseFolder(page, folder)
  const panel = page.getByRole('status', { name: 'Arbejde i gang' })
  await expect(panel).toContainText(/Læser filer/)
  await panel.getByRole('button', { name: 'Annullér' }).click()
  await expect(page.getByText('Annulleret. Intet er ændret.').first()).toBeVisible()
  await expect(page.getByRole('list', { name: 'Filer, der er læst' })).toBeHidden()
  const { deliveries } = (await host.rpc('delivery_list')) as Deliveries
  expect(deliveries, 'nothing was stored').toEqual([])
})
