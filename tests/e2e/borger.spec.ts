// One person across everything that was delivered; every look-up is logged.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { openRoom, picture } from './fixtures/steps'

/** The number of somebody whom an error was planted about; made up, as everything in the sample. */
function somebody(): string {
  const sample = process.env['TREPUNKT_SAMPLE'] ?? ''
  const [, cpr = ''] = /"cpr": "([\d-]{10,11})"/.exec(readFileSync(join(sample, 'expected.json'), 'utf8')) ?? []
  expect(cpr, 'the sample names somebody').not.toBe('')
  return cpr
}

test('a person is looked up with a reason, which is logged, and a difference is opened', async ({ sampleWindow: page, host }) => {
  await openRoom(page, 'Borger')
  const look = page.getByRole('button', { name: 'Slå op' })
  await page.getByLabel('CPR-nummer').fill('123')
  await expect(look, 'a reason is needed').toBeDisabled()
  await page.getByLabel('Hvorfor?').fill('Borgeren har ringet')
  await look.click()
  await expect(page.getByText('Det er ikke et CPR-nummer.')).toBeVisible()

  const cpr = somebody()
  await page.getByLabel('CPR-nummer').fill(cpr)
  await look.click()
  await expect(page.getByRole('region', { name: 'TØK og eIndkomst pr. måned, SE-nummer og felt' }).first()).toBeVisible()
  await expect(page.getByLabel('CPR-nummer'), 'the number is forgotten').toHaveValue('')
  const shown = await page.getByRole('main').textContent()
  expect(shown?.includes(cpr), 'and not shown').toBe(false)
  expect(await page.title(), 'nor in the title').not.toContain(cpr)
  await picture(page, 'borger')
  await checkAxe(page, 'a person')

  const log = (await host.rpc('log_page', { before: null, limit: 5, what: 'person-searched', text: '', with_seals: false })) as {
    entries: { detail: string }[]
  }
  expect(log.entries[0]?.detail).toContain('Borgeren har ringet')
  expect(log.entries[0]?.detail).not.toContain(cpr)

  await page.getByRole('button', { name: 'Vis i Afstem' }).first().click()
  await expect(page.getByRole('region', { name: 'Detaljer' })).toContainText('Linjer bag differencen')
})
