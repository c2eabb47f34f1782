// The moment that SKAT counted up to, the checks without counterpart, and the rules behind everything.

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { openRoom, picture, said } from './fixtures/steps'

test('a cut-off is looked at, confirmed, and taken back', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Afstem')
  await page.getByRole('button', { name: 'Se og bekræft …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Skæringsdato' })
  const payer = dialog.getByRole('region', { name: /^SE \d{8}$/ }).first()
  await expect(payer).toContainText('Talt op til')
  await picture(page, 'skaeringsdato')
  await checkAxe(page, 'cut-offs')
  await payer.getByRole('button', { name: 'Bekræft' }).first().click()
  await expect(said(page, /^Bekræftede skæringsdatoen/)).toBeVisible()
  await expect(payer).toContainText(/Bekræftet som .* af Anna Andersen/)
  await payer.getByRole('button', { name: 'Fortryd' }).click()
  await expect(payer).not.toContainText('Bekræftet som')
})

test('checks are listed by rule, with their source', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Kontroller')
  const rules = page.getByRole('region', { name: 'Kontroller', exact: true }).last()
  await expect(rules.getByRole('row').nth(3)).toBeVisible()
  const list = page.getByRole('region', { name: 'Fund' }).last()
  await expect(list.getByRole('row').nth(1)).toBeVisible()
  await picture(page, 'kontroller')
  await checkAxe(page, 'checks')
  const all = await page.getByRole('status').filter({ hasText: /fund$/ }).textContent()
  await page.getByRole('searchbox', { name: 'Søg i fundene' }).fill('modulus')
  await expect(page.getByRole('status').filter({ hasText: /fund$/ })).not.toHaveText(all ?? '')
})

test('own rules are checked, tried on what has been run, adopted and undone', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Regler')
  const text = page.getByRole('textbox', { name: /^Skriv kun det/ })
  const adopt = page.getByRole('button', { name: 'Indfør …' })
  await text.fill('[search]\nmultiple = "mange"')
  await page.getByRole('button', { name: 'Efterse' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'linje 2' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Prøv på alle perioder' })).toBeDisabled()

  await text.fill('[[rounding]]\nid = "hele-kroner"\nremoved = true')
  await page.getByRole('button', { name: 'Efterse' }).click()
  await expect(page.getByRole('table', { name: 'Ændringer' })).toContainText('hele-kroner')
  await page.getByRole('button', { name: 'Prøv på alle perioder' }).click()
  await expect(page.getByRole('region', { name: 'Prøve' }).getByRole('row').nth(1)).toBeVisible()
  await picture(page, 'regler-proevet')
  await checkAxe(page, 'rules')
  await adopt.click()
  const dialog = page.getByRole('dialog', { name: 'Indfør reglerne' })
  await dialog.getByLabel('Hvorfor ændres reglerne?').fill('Kommunen afrunder ikke')
  await dialog.getByRole('button', { name: 'Indfør' }).click()
  await expect(page.getByRole('cell', { name: 'Kommunen afrunder ikke' })).toBeVisible()
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Control+z')
  await expect(said(page, /^Fortrudt: Ændrede reglerne/)).toBeVisible()
})
