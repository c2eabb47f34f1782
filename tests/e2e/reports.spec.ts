// What leaves the program for an auditor: standard reports, and one put together on the spot.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { openRoom, picture, said } from './fixtures/steps'

test('a report is written as PDF, and an own report is put together, saved and written', async ({
  sampleWindow: page,
  host,
}) => {
  await openRoom(page, 'Rapporter')
  await page.getByRole('button', { name: 'Afstemningsrapport som PDF' }).click()
  await expect(said(page, /^Gemt som afstemningsrapport-.*\.pdf$/)).toBeVisible({ timeout: 60_000 })
  const pdf = join(host.workdir, 'exports', 'afstemningsrapport-a-skat-2026-10.pdf')
  expect(existsSync(pdf) && statSync(pdf).size, 'the file is there').toBeGreaterThan(20_000)
  expect(readFileSync(pdf).subarray(0, 5).toString(), 'and is a PDF').toBe('%PDF-')

  const preview = page.getByRole('region', { name: 'Forhåndsvisning' })
  await expect(preview.getByRole('row').nth(1)).toBeVisible()
  await page.getByRole('combobox', { name: 'Gruppér efter' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Årsag', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(preview.getByRole('columnheader', { name: 'Årsag' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Navn' }).fill('Årsager')
  await page.getByRole('button', { name: 'Gem rapporten' }).click()
  await expect(page.getByRole('button', { name: 'Årsager', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Årsager som CSV' }).click()
  await expect(said(page, /^Gemt som Årsager\.csv$/)).toBeVisible({ timeout: 60_000 })
  await picture(page, 'rapporter')
  await checkAxe(page, 'reports')
})

test('whole personal numbers need a reason, which is logged', async ({ sampleWindow: page, host }) => {
  await openRoom(page, 'Rapporter')
  await page.getByRole('button', { name: 'Differenceliste med hele CPR-numre' }).click()
  const dialog = page.getByRole('dialog')
  const write = dialog.getByRole('button', { name: 'Skriv' })
  await expect(write).toBeDisabled()
  await dialog.getByRole('textbox').fill('Stikprøve for revisor')
  await write.click()
  await expect(said(page, /^Gemt som differenceliste-.*\.xlsx$/)).toBeVisible({ timeout: 60_000 })
  const log = (await host.rpc('log_page', {
    before: null,
    limit: 10,
    what: 'cpr-revealed',
    text: '',
    with_seals: false,
  })) as { entries: { detail: string }[] }
  expect(log.entries[0]?.detail).toContain('Stikprøve for revisor')
})
