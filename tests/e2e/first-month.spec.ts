// The main job: a new workspace, October's files, the reconciliation, the differences, a file out.

import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

import { expect, test } from './fixtures'
import { choose, chooseFolder, openRoom, picture } from './fixtures/steps'

const PASSPHRASE = 'fire heste på en våd mark'

test('a month from nothing to a list in Excel', async ({ window: page, sample, host }) => {
  await page.getByRole('button', { name: /^Opret arbejdsmappe/ }).click()
  await page.getByLabel(/^Kommune/).fill('Eksempel Kommune')
  await page.getByRole('button', { name: /^Gennemse/ }).click()
  await expect(page.getByLabel(/^Placering/)).toHaveValue(/Eksempel Kommune\.trepunkt$/)
  await page.getByLabel(/^Adgangssætning/).fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Opret', exact: true }).click()
  await expect(page.getByText('De to adgangssætninger er ikke ens.'), 'the fault stands at its field').toBeVisible()
  await page.getByLabel(/^Gentag/).fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Opret', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('krypteret')

  await page.getByRole('button', { name: 'Gå til Kilder' }).click()
  await choose(page, sample.files)
  const read = page.getByRole('list', { name: 'Filer, der er læst' })
  await expect(read.getByRole('listitem')).toHaveCount(sample.files.length)
  const before = (await host.rpc('delivery_list')) as { deliveries: unknown[] }
  expect(before.deliveries, 'a preview stores nothing').toEqual([])
  await read.getByRole('button', { name: new RegExp(`^skat-krav-${sample.period}`) }).click()
  const details = page.getByRole('region', { name: new RegExp(`^skat-krav-${sample.period}`) })
  await expect(details).toContainText('filen har ingen kontroltotaler')
  await expect(details).toContainText('Første rækker, som de er læst')
  await expect(details.getByText('A-skat').first(), 'sums by claim type').toBeVisible()
  await picture(page, 'kilder-preview')

  await read.getByRole('button', { name: /PERSUM202610/ }).first().click()
  await expect(page.getByRole('region', { name: /PERSUM202610/ })).toContainText('kontroltotaler stemmer')

  await page.getByRole('button', { name: `Importér ${sample.files.length} filer` }).click()
  await expect(page.getByText(`${sample.files.length} filer importeret.`)).toBeVisible()
  const history = page.getByRole('region', { name: 'Leverancer' })
  for (const file of sample.files) await expect(history.getByRole('button', { name: `Vis ${basename(file)}` })).toBeVisible()

  await page.getByRole('button', { name: 'Gå til Afstem' }).click()
  await expect(page.getByRole('heading', { name: 'Ikke kørt endnu' })).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Kør afstemning', exact: true }).click()

  const points = page.getByRole('region', { name: 'A-skat og AM-bidrag' })
  await expect(points.getByRole('heading', { name: 'A · TØK indberettet' })).toBeVisible()
  await expect(points.getByRole('heading', { name: 'C · SKAT-krav' })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Afstemningsbro' }).getByRole('button').first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Mangler i eIndkomst/ }).first()).toBeVisible()
  await picture(page, 'afstem')

  const detail = page.getByRole('region', { name: 'Detaljer' })
  await expect(detail).toContainText('Næste skridt')
  await expect(detail).toContainText('Hvorfor ikke matchet?')
  await detail.getByRole('button', { name: /Vis linje/ }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Linjen i originalen' })
  await expect(dialog.getByRole('row', { name: /^Feltnr/ })).toBeVisible()
  await expect(dialog.getByRole('row', { name: /^CPR-nr \d{6}-••••$/ }), 'personal numbers are masked').toBeVisible()
  await picture(page, 'afstem-original')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  for (const [item, ending, start] of [['Excel', 'xlsx', 'PK'], ['CSV', 'csv', '\ufeff']] as const) {
    await page.getByRole('button', { name: /^Gem liste/ }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()])
    expect(download.suggestedFilename()).toBe(`Differenceliste a-skat 2026-10.${ending}`)
    const bytes = readFileSync(await download.path())
    expect(bytes.length, `${ending} holds something`).toBeGreaterThan(1_000)
    if (ending === 'xlsx') expect(bytes.subarray(0, 2).toString()).toBe(start)
    else expect(bytes.toString('utf8'), 'no personal number in clear').not.toMatch(/\b\d{10}\b(?=;)/)
  }
})

test('a workspace opens again with its passphrase only', async ({ window: page, host }) => {
  const path = `${host.workdir}/workspaces/lukket.trepunkt`
  await host.rpc('workspace_create', { path, name: 'Lukket Kommune', passphrase: PASSPHRASE })
  await host.rpc('workspace_close')
  await page.evaluate((place) => localStorage.setItem('trepunkt.recent', JSON.stringify([{ path: place, name: 'Lukket Kommune' }])), path)
  await page.reload()
  await page.getByRole('button', { name: /^Lukket Kommune/ }).click()
  await expect(page.getByRole('heading', { name: /^Lås lukket\.trepunkt op/ })).toBeVisible()
  await page.getByLabel(/^Adgangssætning/).fill('en anden')
  await page.getByRole('button', { name: 'Lås op' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel(/^Adgangssætning/).fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Lås op' }).click()
  await expect(page.getByRole('banner')).toContainText('Lukket Kommune')
  await expect(page.getByRole('heading', { name: 'Her er intet endnu' })).toBeVisible()
})

test('the bridge narrows the list, and the list keeps what is chosen', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Afstem')
  const shown = page.getByRole('status').filter({ hasText: /^Viser/ })
  await expect(shown).toBeVisible()
  const all = await shown.textContent()
  const step = page.getByRole('group', { name: 'Afstemningsbro' }).getByRole('button', { name: /Mangler i eIndkomst/ })
  const count = /(\d+) difference/.exec((await step.getAttribute('aria-label')) ?? '')?.[1]
  await step.click()
  await expect(step).toHaveAttribute('aria-pressed', 'true')
  await expect(shown, 'as many as the step says').toContainText(`Viser ${count} `)
  await step.click()
  await expect(shown).toHaveText(all ?? '')

  await page.getByRole('tab', { name: 'Tabel' }).click()
  const table = page.getByRole('region', { name: 'Afstemningsbro' }).getByRole('table')
  await expect(table.getByRole('rowheader').first()).toContainText('felt 0015')
  await table.getByRole('button', { name: 'Mangler i eIndkomst' }).first().click()
  await expect(shown).not.toHaveText(all ?? '')
  await page.keyboard.press('Escape')
  await expect(shown).toHaveText(all ?? '')

  const filter = page.getByRole('searchbox', { name: /^Filtrér/ })
  await filter.fill('findes ikke noget sted')
  await expect(page.getByText('Ingen differencer passer til filteret.')).toBeVisible()
  await page.getByRole('button', { name: /^Ryd filter/ }).click()
  await expect(filter).toHaveValue('')
  await expect(shown).toHaveText(all ?? '')

  await page.getByRole('columnheader', { name: 'Difference' }).click()
  await page.getByRole('columnheader', { name: 'Difference' }).click()
  await page.getByRole('combobox', { name: 'Gruppér' }).click()
  await page.getByRole('option', { name: 'ingen' }).click()
  await expect(page.getByRole('columnheader', { name: 'Årsag', exact: true })).toBeVisible()
  await expect(shown, 'sorting and grouping leave nothing out').toHaveText(all ?? '')
})

test('a new user tries it on a made-up municipality, led step by step', async ({ window: page }) => {
  await page.getByRole('button', { name: /^Prøv med en opdigtet kommune/ }).click()
  const guide = page.getByRole('region', { name: 'En måned i seks trin' })
  const current = guide.locator('[aria-current=step]')
  await expect(current).toHaveText('Hent leverancerne')
  const [, folder = ''] = /ligger i (.*)\. Træk/.exec((await guide.textContent()) ?? '') ?? []
  expect(basename(folder)).toBe('Eksempel Kommune – filer')
  await picture(page, 'trin')
  await current.getByRole('link').click()
  await chooseFolder(page, folder)
  await page.getByRole('button', { name: /^Importér \d+ filer/ }).click()
  await expect(page.getByText(/\d+ filer importeret\./)).toBeVisible({ timeout: 60_000 })
  await openRoom(page, 'Overblik')
  await expect(current).toHaveText('Kør afstemningerne')
  await page.getByRole('main').getByRole('button', { name: 'Kør afstemning', exact: true }).click()
  await expect(current).toHaveText('Gennemgå differencerne', { timeout: 60_000 })
  await guide.getByRole('button', { name: 'Skjul trinene' }).click()
  await expect(guide).toBeHidden()
})
