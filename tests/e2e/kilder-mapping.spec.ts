// A table that nobody foresaw: mapped once, and read by itself from then on. And a claim entered by hand.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from '@playwright/test'

import { checkAxe } from './fixtures/axe'
import { expect, test } from './fixtures'
import type { Host } from './fixtures/host'
import { choose, openRoom, picture, said } from './fixtures/steps'

type Deliveries = { deliveries: { file: string; kind: string; profile: string | null; sums: { amount: string }[] }[] }

const HEADER = 'Betaler;Art;Måned;Krav;Forfald;Kroner'

async function emptyWorkspace(page: Page, host: Host): Promise<void> {
  await host.rpc('workspace_create', { path: `${host.workdir}/workspaces/tom.trepunkt`, name: 'Tom Kommune', passphrase: null })
  await page.goto(host.url)
  await openRoom(page, 'Kilder')
}

function table(host: Host, name: string, ...rows: string[]): string {
  const path = join(host.workdir, name)
  writeFileSync(path, [HEADER, ...rows].join('\r\n') + '\r\n')
  return path
}

/** Opens a list with its mouse button and takes one of its options. */
async function take(page: Page, list: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: list }).click()
  await page.getByRole('option', { name: option }).click()
}

test('an unknown table is mapped, saved, and the next file of the kind is read by itself', async ({ page, host }) => {
  await emptyWorkspace(page, host)
  const october = table(
    host,
    'kravliste-2026-10.csv',
    '17000004;Skat;oktober 2026;2026-10;16.11.2026;1.234,50',
    '17000004;AM-bidrag;oktober 2026;2026-10;16.11.2026;234,50',
  )
  await choose(page, [october])
  await expect(page.getByRole('list', { name: 'Filer, der er læst' }).getByRole('button', { name: /kræver dig/ })).toBeVisible()
  await page.getByRole('button', { name: 'Kortlæg fil …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Kortlæg fil: kravliste-2026-10.csv' })
  await expect(dialog.getByRole('list', { name: 'Filens kolonner' }).getByRole('listitem')).toHaveCount(6)
  await checkAxe(page, 'mapping, nothing chosen')
  await picture(page, 'mapping-start')
  await take(page, 'Filen er', 'SKAT-krav')
  await expect(dialog.getByLabel('Profilens navn')).toHaveValue('kravliste')
  await expect(dialog.getByRole('region', { name: 'Sådan læses filen' })).toContainText('Mangler: P-SE-nr')
  const from: [string, string][] = [
    ['P-SE-nr', 'Betaler'],
    ['Kravtype', 'Art'],
    ['Periode', 'Måned'],
    ['Kravmåned', 'Krav'],
    ['Forfaldsdato', 'Forfald'],
    ['Beløb', 'Kroner'],
  ]
  for (const [field, column] of from) await take(page, `${field} kommer fra`, new RegExp(`^${column}`))
  const result = dialog.getByRole('region', { name: 'Sådan læses filen' })
  await expect(result, 'a word that nobody knows is rejected, not guessed').toContainText('1 godtaget · 1 afvist')
  await picture(page, 'mapping-rejected')
  await take(page, 'Skat betyder', 'A-skat')
  await expect(result).toContainText('2 godtaget · 0 afvist')
  await expect(result).toContainText('A-skat 1.234,50')
  await checkAxe(page, 'mapping, whole')
  await picture(page, 'mapping-whole')
  await dialog.getByRole('button', { name: 'Gem og importér' }).click()
  await expect(page.getByText('1 fil importeret.')).toBeVisible()

  const november = table(host, 'kravliste-2026-11.csv', '17000004;Skat;november 2026;2026-11;16.12.2026;2.000,00')
  await choose(page, [november])
  const read = page.getByRole('list', { name: 'Filer, der er læst' })
  await expect(read.getByRole('button', { name: /^kravliste-2026-11\.csv SKAT-krav.*kan importeres/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'kravliste-2026-11.csv' })).toContainText('profil kravliste')
  await page.getByRole('button', { name: 'Importér 1 fil' }).click()
  await expect(page.getByText('1 fil importeret.')).toBeVisible()
  const { deliveries } = (await host.rpc('delivery_list')) as Deliveries
  expect(deliveries.map(({ kind, profile }) => [kind, profile])).toEqual([
    ['skat-krav', 'kravliste'],
    ['skat-krav', 'kravliste'],
  ])

  await page.getByRole('tab', { name: 'Profiler' }).click()
  const profiles = page.getByRole('region', { name: 'Profiler' })
  await checkAxe(page, 'profiles')
  await picture(page, 'kilder-profiles')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    profiles.getByRole('button', { name: 'Gem profilen kravliste som fil' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('kravliste.toml')
  const file = join(host.workdir, 'fra kollega.toml')
  await download.saveAs(file)
  expect(readFileSync(file, 'utf8')).toContain('name = "kravliste"')
  await profiles.getByRole('button', { name: 'Slet profilen kravliste' }).click()
  await expect(profiles.getByRole('row', { name: /^kravliste/ })).toBeHidden()
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    profiles.getByRole('button', { name: 'Indlæs profil …' }).click(),
  ])
  await chooser.setFiles(file)
  await expect(profiles.getByRole('row', { name: /^kravliste/ })).toBeVisible()
})

test('what a column leaves open is asked, and nothing else', async ({ page, host }) => {
  await emptyWorkspace(page, host)
  await choose(page, [table(host, 'krav.csv', '17000004;A-skat;2026-10;2026-10;05/06/2026;1.234')])
  await page.getByRole('button', { name: 'Kortlæg fil …' }).click()
  await take(page, 'Filen er', 'SKAT-krav')
  await take(page, 'Beløb kommer fra', /^Kroner/)
  await take(page, 'Forfaldsdato kommer fra', /^Forfald/)
  await expect(page.getByRole('combobox', { name: 'Decimaltegn i Beløb' }), '1.234 is two amounts').toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Datoform i Forfaldsdato' }), '05/06 is two days').toBeVisible()
  await take(page, 'P-SE-nr kommer fra', 'Fast værdi')
  await page.getByRole('textbox', { name: 'Fast værdi for P-SE-nr' }).fill('17000004')
  await expect(page.getByRole('region', { name: 'Sådan læses filen' })).not.toContainText('P-SE-nr')
  await picture(page, 'mapping-open')
  await page.getByRole('button', { name: /^Rækker, der springes over/ }).click()
  await checkAxe(page, 'mapping, with what few tables need')
  await picture(page, 'mapping-options')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('a claim is entered by hand with the checks of a file, and can be undone', async ({ page, host }) => {
  await emptyWorkspace(page, host)
  await page.getByRole('button', { name: 'Indtast krav …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Indtast krav' })
  const shared = dialog.getByRole('textbox')
  await expect(shared.first()).toBeVisible()
  await checkAxe(page, 'a claim, empty')
  await dialog.getByLabel('Kravmåned', { exact: true }).fill('2026-10')
  await dialog.getByLabel('Forfaldsdato', { exact: true }).fill('16-11-2026')
  const cell = (field: string, line: number) => dialog.getByLabel(`${field}, linje ${line}`, { exact: true })
  await cell('P-SE-nr', 1).fill('17000004')
  await take(page, 'Kravtype, linje 1', 'A-skat')
  await cell('Periode', 1).fill('2026-10')
  await cell('Beløb', 1).fill('mange')
  await cell('Betalings-ID', 1).fill('+71<000000000000001+12345678<')
  const result = dialog.getByRole('region', { name: 'Kravet, som det læses' })
  await expect(result.getByRole('listitem').filter({ hasText: 'Linje 1 · Beløb' })).toBeVisible()
  await picture(page, 'claim-fault')
  await cell('Beløb', 1).fill('1.000,50')
  await expect(result, 'the check digit of the payment line').toContainText('Betalings-ID')
  await dialog.getByRole('button', { name: 'Tilføj linje' }).click()
  await expect(cell('P-SE-nr', 2), 'the payer is mostly the same').toHaveValue('17000004')
  await dialog.getByRole('button', { name: 'Gem krav' }).click()
  await expect(result, 'what is empty is told when it is to be saved').toContainText('Linje 2')
  await take(page, 'Kravtype, linje 2', 'AM-bidrag')
  await cell('Periode', 2).fill('2026-10')
  await cell('Beløb', 2).fill('99,50')
  await expect(result).toContainText('A-skat 1.000,50')
  await expect(result).toContainText('AM-bidrag 99,50')
  await checkAxe(page, 'a claim, filled in')
  await picture(page, 'claim-whole')
  await dialog.getByRole('button', { name: 'Gem krav' }).click()
  await expect(dialog).toBeHidden()
  const history = page.getByRole('region', { name: 'Leverancer' })
  await expect(history.getByRole('button', { name: 'Vis manuelt-krav-2026-10.csv' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(said(page, /^Fortrudt: Importerede manuelt-krav/)).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test(`views and dialogs of Kilder on a large screen, ${scheme}`, async ({ sampleWindow: page, host }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width: 1920, height: 1080 })
    await openRoom(page, 'Kilder')
    for (const view of ['Kalender', 'Profiler']) {
      await page.getByRole('tab', { name: view }).click()
      await expect(page.getByRole('table')).toBeVisible()
      await checkAxe(page, `${view}, ${scheme}`)
      await picture(page, `kilder-${view.toLowerCase()}-${scheme}`)
    }
    await page.getByRole('button', { name: 'Indtast krav …' }).click()
    await expect(page.getByRole('dialog').getByLabel('Kravmåned', { exact: true })).toBeVisible()
    await checkAxe(page, `claim, ${scheme}`)
    await picture(page, `claim-${scheme}`)
    await page.keyboard.press('Escape')
    await choose(page, [table(host, 'krav.csv', '17000004;A-skat;2026-10;2026-10;05/06/2026;1.234')])
    await page.getByRole('button', { name: 'Kortlæg fil …' }).click()
    await take(page, 'Filen er', 'SKAT-krav')
    await take(page, 'Beløb kommer fra', /^Kroner/)
    await checkAxe(page, `mapping, ${scheme}`)
    await picture(page, `mapping-${scheme}`)
  })
}
