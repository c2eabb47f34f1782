// A month that is worked, signed by one person and approved by another.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { openRoom, picture, said } from './fixtures/steps'

const PASSPHRASE = 'en lang adgangssætning'

/** Chooses a file where the window asks for one. */
async function choose(page: Page, label: string, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: `${label}: Vælg …` }).click()
  await (await chooser).setFiles(file)
}

test('differences are chosen, summed, settled and undone', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Afstem')
  const boxes = page.getByRole('checkbox', { name: /^Vælg / })
  await boxes.nth(0).check()
  await boxes.nth(1).check()
  const bar = page.getByRole('toolbar', { name: '2 valgte' })
  await expect(bar).toContainText(/rest|går i nul/)
  await picture(page, 'afstem-valgt')
  await checkAxe(page, 'two are chosen')
  await bar.getByRole('button', { name: 'Overfør …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Overfør til en senere måned' })
  await dialog.getByLabel(/^Ventes udlignet/).fill('2026-12-10')
  await dialog.getByRole('button', { name: 'Gem' }).click()
  await expect(said(page, /^Overført: 2 differencer/)).toBeVisible()
  await expect(bar).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(said(page, /^Fortrudt: Overført/)).toBeVisible()
})

test('one difference gets a cause, a word and a history', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Afstem')
  await page.keyboard.press('j')
  const panel = page.getByRole('region', { name: 'Behandling' })
  await panel.getByRole('button', { name: 'Løs …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Løs' })
  const save = dialog.getByRole('button', { name: 'Gem' })
  await expect(save, 'a cause and a word are needed').toBeDisabled()
  await dialog.getByRole('combobox', { name: 'Årsag' }).click()
  await page.getByRole('option', { name: 'Mangler i eIndkomst' }).click()
  await dialog.getByRole('textbox', { name: 'Kommentar' }).fill('Indberettes igen i november')
  await checkAxe(page, 'the form')
  await save.click()
  await expect(panel).toContainText('Indberettes igen i november')
  await expect(panel).toContainText('Afgjort som')
  await picture(page, 'afstem-behandlet')
})

test('a correction leaves as a file, once, and stands in the history', async ({ sampleWindow: page, host }) => {
  await openRoom(page, 'Afstem')
  await page.keyboard.press('j')
  const panel = page.getByRole('region', { name: 'Behandling' })
  const fill = async () => {
    await panel.getByRole('button', { name: 'Mere' }).click()
    await page.getByRole('menuitem', { name: 'Ret ved fil …' }).click()
    const dialog = page.getByRole('dialog', { name: 'Ret ved fil' })
    await dialog.getByRole('radio', { name: /^Bilag til/ }).click()
    await dialog.getByRole('textbox', { name: 'Debetkonto' }).fill('98765')
    await dialog.getByRole('textbox', { name: 'Kreditkonto' }).fill('91407001')
    await dialog.getByRole('textbox', { name: 'Hvorfor rettes der?' }).fill('Omposteres')
    return dialog
  }
  const first = await fill()
  await checkAxe(page, 'the correction')
  await first.getByRole('button', { name: 'Skriv filen' }).click()
  await expect(said(page, /^Rettelsen er skrevet: 1 difference i 2 linjer/)).toBeVisible()
  await expect(panel).toContainText('Rettelse foreslået')
  const lines = readFileSync(join(host.workdir, 'exports', 'bilag-2026-10.csv'), 'utf8').trim().split('\r\n')
  const amounts = lines.slice(1).map((line) => Number(line.split(';')[3]?.replace(',', '')))
  expect(amounts.reduce((sum, amount) => sum + amount, 0), 'the voucher balances').toBe(0)
  const again = await fill()
  await again.getByRole('button', { name: 'Skriv filen' }).click()
  await expect(again).toContainText('er allerede rettet i en fil')
})

test('two people sign, and nobody both', async ({ sampleWindow: page, host }) => {
  const files: Record<string, string> = {}
  for (const name of ['Anna Ærø', 'Bo Berg']) {
    files[name] = `${host.workdir}/${name.split(' ')[0]}.id`
    await host.rpc('identity_create', { path: files[name], name, passphrase: PASSPHRASE })
  }
  const [anna = '', bo = ''] = Object.values(files)
  await openRoom(page, 'Indstillinger')
  await expect(page.getByText('Ingen er optaget endnu.')).toBeVisible()
  await page.getByRole('button', { name: 'Optag person …' }).click()
  const first = page.getByRole('dialog', { name: 'Giv en person en rolle' })
  await choose(page, 'Personens identitetsfil', anna)
  await first.getByLabel('Adgangssætning').fill(PASSPHRASE)
  await first.getByRole('button', { name: 'Giv rolle' }).click()
  await expect(page.getByRole('cell', { name: 'forbereder, administrator' })).toBeVisible()
  await host.rpc('role_change', { identity: bo, role: 'godkender', by: anna, passphrase: PASSPHRASE, is_withdrawn: false })
  await picture(page, 'indstillinger')
  await checkAxe(page, 'people')

  await openRoom(page, 'Godkend')
  const card = page.getByRole('region', { name: 'Alle felter mod eIndkomst' })
  await expect(card.getByRole('button', { name: 'Underskriv som forbereder …' })).toBeDisabled()
  await expect(card).toContainText('hverken løst eller overført')
  await picture(page, 'godkend-spaerret')
  await checkAxe(page, 'a blocked month')

  await card.getByRole('button', { name: 'Gå til Afstem' }).click()
  await page.getByRole('checkbox', { name: /^Vælg / }).first().check()
  await page.getByRole('button', { name: 'Vælg alle viste' }).click()
  await page.getByRole('toolbar', { name: /valgte/ }).getByRole('button', { name: 'Godtag forslag' }).click()
  await expect(said(page, /^Forslaget godtaget/)).toBeVisible()

  await openRoom(page, 'Godkend')
  const sign = async (button: string, title: RegExp, identity: string) => {
    await card.getByRole('button', { name: button }).click()
    const dialog = page.getByRole('dialog', { name: title })
    await choose(page, 'Identitetsfil', identity)
    await dialog.getByLabel('Adgangssætning til identiteten').fill(PASSPHRASE)
    const note = dialog.getByRole('textbox', { name: /^Bemærkning/ })
    if (await note.isVisible()) await note.fill('Gennemgået')
    await dialog.getByRole('button', { name: 'Underskriv' }).click()
    return dialog
  }
  await sign('Underskriv som forbereder …', /^Underskriv /, anna)
  await expect(card).toContainText('venter på godkendelse')
  const refused = await sign('Godkend …', /^Godkend /, anna)
  await expect(refused).toContainText('Den, der har forberedt, kan ikke selv godkende')
  await refused.getByRole('button', { name: 'Annullér' }).click()
  await sign('Godkend …', /^Godkend /, bo)
  await expect(card).toContainText('godkendt')
  await card.getByRole('button', { name: 'Vis den underskrevne tekst' }).click()
  await expect(card.getByLabel('Det, der underskrives')).toContainText('resultat:')
  await picture(page, 'godkend-godkendt')

  await openRoom(page, 'Revisionslog')
  await expect(page.getByText(/^Kæden er hel/)).toBeVisible()
  await page.getByRole('button', { name: 'Efterprøv alt' }).click()
  await expect(page.getByText(/^Alt er, som det var/)).toBeVisible({ timeout: 60_000 })
  await picture(page, 'revisionslog')
  await checkAxe(page, 'the log')
})
