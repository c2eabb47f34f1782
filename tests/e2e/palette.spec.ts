// Everything by typing: the palette, the acts on a difference, the columns, and what is copied.

import type { Locator, Page } from '@playwright/test'

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { openRoom, picture, said } from './fixtures/steps'

const PASSPHRASE = 'en lang adgangssætning'

/** Does what the palette calls by these words. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Skriv, hvad du vil gøre' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Tabs on until it has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let steps = 0; steps < 10; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target, 'it is reached by Tab').toBeFocused()
}

test('the palette finds rooms, periods and acts, and gives the focus back', async ({ sampleWindow: page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overblik for oktober 2026')
  await command(page, 'september')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overblik for september 2026')
  await command(page, 'okt 2026')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overblik for oktober 2026')
  await command(page, 'afstem alle felter')
  await expect(page.getByRole('region', { name: 'Detaljer' })).toContainText('Linjer bag differencen')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('god')
  const options = page.getByRole('option')
  await expect(options.first()).toHaveText(/^Godtag forslag/)
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await picture(page, 'palette')
  await checkAxe(page, 'the palette')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Genveje' })
  await expect(sheet, 'the keys of what is on screen').toContainText('Godtag forslag')
  await checkAxe(page, 'the shortcuts')
})

test('a month is sent for approval without a mouse', async ({ sampleWindow: page, host }) => {
  const anna = `${host.workdir}/anna.id`
  await host.rpc('identity_create', { path: anna, name: 'Anna Ærø', passphrase: PASSPHRASE })
  await host.rpc('role_change', { identity: anna, role: 'forbereder', by: anna, passphrase: PASSPHRASE, is_withdrawn: false })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await command(page, 'afstem alle felter')
  await expect(page.getByRole('region', { name: 'Detaljer' })).toContainText('Linjer bag differencen')

  // One by one, by its letter.
  await page.keyboard.press('o')
  const carry = page.getByRole('dialog', { name: 'Overfør til en senere måned' })
  await tabTo(page, carry.getByLabel(/^Ventes udlignet/))
  // Month, day, year: the browser's own order.
  await page.keyboard.type('12312026')
  await tabTo(page, carry.getByRole('textbox', { name: 'Kommentar' }))
  await page.keyboard.type('Kommer med næste udtræk')
  await tabTo(page, carry.getByRole('button', { name: 'Gem' }))
  await page.keyboard.press('Enter')
  await expect(said(page, /^Overført: 1 difference/)).toBeVisible()

  // The rest together.
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await command(page, 'vælg alle viste')
  await page.keyboard.press('g')
  await expect(said(page, /^Forslaget godtaget/)).toBeVisible()

  await command(page, 'gå til godkend')
  await expect(page.getByRole('region', { name: 'Alle felter mod eIndkomst' })).toContainText('Intet spærrer')
  await command(page, 'alle felter underskriv')
  const dialog = page.getByRole('dialog', { name: /^Underskriv / })
  await tabTo(page, dialog.getByRole('button', { name: /^Identitetsfil/ }))
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(anna)
  await tabTo(page, dialog.getByLabel('Adgangssætning til identiteten'))
  await page.keyboard.type(PASSPHRASE)
  await tabTo(page, dialog.getByRole('textbox', { name: /^Bemærkning/ }))
  await page.keyboard.type('Gennemgået')
  await tabTo(page, dialog.getByRole('button', { name: 'Underskriv' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Alle felter mod eIndkomst' })).toContainText('venter på godkendelse')
})

test('columns are chosen and remembered, and rows are copied as a spreadsheet takes them', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Afstem')
  const header = (name: string) => page.getByRole('columnheader', { name, exact: true })
  await expect(header('Sikkerhed')).toBeVisible()
  await page.getByRole('button', { name: 'Kolonner' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Sikkerhed' }).click()
  await page.keyboard.press('Escape')
  await expect(header('Sikkerhed')).toBeHidden()
  await page.reload()
  await expect(header('Difference')).toBeVisible()
  await expect(header('Sikkerhed'), 'it is remembered').toBeHidden()

  await page.getByRole('row', { name: /\d{6}-••••/ }).first().click()
  // Listens after the document, and before the key is pressed.
  await page.evaluate(() => {
    window.addEventListener('copy', ({ clipboardData }) => {
      const found = ['text/plain', 'text/html'].map((type) => clipboardData?.getData(type) ?? '')
      document.body.dataset['copied'] = JSON.stringify(found)
    })
  })
  await page.keyboard.press('Control+c')
  await expect(page.locator('body')).toHaveAttribute('data-copied', /./)
  const [text = '', html = ''] = JSON.parse((await page.locator('body').getAttribute('data-copied')) ?? '[]') as string[]
  const [names = '', row = ''] = text.split('\r\n')
  expect(names.split('\t')).toContain('Difference')
  expect(row, 'masked, with an amount that is a number').toMatch(/\d{6}-••••.*\t-?\d+,\d\d\t/)
  expect(html, 'codes stay texts').toContain("mso-number-format:'\\@'")
  await page.getByRole('button', { name: 'Kolonner' }).click()
  await page.getByRole('menuitem', { name: 'Som fra starten' }).click()
  await expect(header('Sikkerhed')).toBeVisible()
})
