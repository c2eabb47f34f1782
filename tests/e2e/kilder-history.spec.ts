// What has been delivered: what took its place, what changed, and what is still to come.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { checkAxe } from './fixtures/axe'
import { expect, test } from './fixtures'
import { choose, openRoom, picture, said } from './fixtures/steps'

test('a newer extract takes the place of the older, and what changed is listed', async ({ sampleWindow: page, host, sample }) => {
  await openRoom(page, 'Kilder')
  const older = sample.files.find((file) => file.includes('30805364PERSUM202610')) ?? ''
  const rows = readFileSync(older, 'latin1').split('\n')
  const first = rows.findIndex((row) => /\d+,\d\d/.test(row))
  rows[first] = rows[first]?.replace(/(\d+),(\d\d)/, '77777,77') ?? ''
  const newer = join(host.workdir, '30805364PERSUM202610-202610-001.csv')
  writeFileSync(newer, rows.join('\n').replace(/04-11-2026/g, '09-11-2026'), 'latin1')
  await choose(page, [newer])
  await page.getByRole('button', { name: 'Importér 1 fil' }).click()
  await expect(page.getByText('1 fil importeret.')).toBeVisible()

  const number = `D${sample.files.length + 1}`
  const history = page.getByRole('region', { name: 'Leverancer' })
  await expect(history.getByText(`erstattet af ${number}`)).toBeVisible()
  await history.getByRole('searchbox').fill(number)
  await expect(history.getByRole('row')).toHaveCount(2)
  await history.getByRole('button', { name: /^Vis ændringer i/ }).click()
  const dialog = page.getByRole('dialog', { name: /^Ændringer i/ })
  await expect(dialog.getByRole('tab', { name: 'Andet beløb 1' })).toHaveAttribute('aria-selected', 'true')
  await expect(dialog.getByRole('row', { name: /77\.777,77/ })).toBeVisible()
  await expect(dialog.getByRole('row', { name: /\d{6}-••••/ }), 'personal numbers are masked').toHaveCount(1)
  await expect(dialog).toContainText('1–1 af 1')
  await checkAxe(page, 'changes')
  await picture(page, 'kilder-changes')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Gem som CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(new RegExp(`^Ændringer D\\d+-${number}\\.csv$`))
  const text = readFileSync(await download.path(), 'utf8')
  expect(text).toContain('77777,77')
  expect(text, 'no personal number in clear').not.toMatch(/;\d{10};/)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await history.getByRole('searchbox').fill('')
  await history.getByRole('button', { name: /^Fortryd importen af 30805364PERSUM202610/ }).first().click()
  await expect(said(page, /^Fortrudt/)).toBeVisible()
  await expect(history.getByText(`erstattet af ${number}`), 'the older counts again').toBeHidden()
})

test('the calendar learns, is edited, tells what is missing, and can be undone', async ({ sampleWindow: page }) => {
  await openRoom(page, 'Kilder')
  await page.getByRole('tab', { name: 'Kalender' }).click()
  const card = page.getByRole('region', { name: 'Ventede leverancer' })
  const suggested = card.getByText(/^\d+ leverancer er foreslået ud fra tidligere måneder\.$/)
  const count = parseInt((await suggested.textContent()) ?? '', 10)
  expect(count, 'what came in several months').toBeGreaterThan(0)
  await checkAxe(page, 'calendar')
  await card.getByRole('button', { name: 'Bekræft alle' }).click()
  await expect(said(page, 'Ventede leverancer er gemt.')).toBeVisible()
  await expect(card).not.toContainText('foreslået')

  await card.getByRole('button', { name: /^Forvent eIndkomst, sum pr\. virksomhed, 10624088/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Tilføj forventet leverance' })
  await expect(dialog.getByLabel('SE-nummer', { exact: true }).last()).toHaveValue('10624088')
  await dialog.getByLabel('Fra og med').fill('oktober')
  await dialog.getByRole('button', { name: 'Gem' }).click()
  await expect(dialog.getByText('Skriv måneden som 2026-10.')).toBeVisible()
  await checkAxe(page, 'an expectation with a fault')
  await dialog.getByLabel('Fra og med').fill('2026-09')
  await picture(page, 'kilder-expectation')
  await dialog.getByRole('button', { name: 'Gem' }).click()
  await expect(dialog).toBeHidden()
  const september = card.getByTitle(/^eIndkomst, sum pr\. virksomhed, 10624088, september 2026: mangler/)
  await expect(september).toBeVisible()
  await picture(page, 'kilder-calendar')

  await openRoom(page, 'Overblik')
  await page.keyboard.press('Alt+ArrowLeft')
  const missing = page.getByRole('region', { name: 'Mangler for september 2026' })
  await expect(missing.getByRole('row', { name: /^eIndkomst, sum pr\. virksomhed 10624088 mangler/ })).toBeVisible()
  await expect(page.getByRole('navigation').getByRole('link', { name: /^Kilder/ })).toContainText('1 leverance mangler')
  await picture(page, 'overblik-missing')
  await missing.getByRole('button', { name: 'Åbn kalenderen' }).click()
  await expect(september).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(said(page, new RegExp(`^Fortrudt: Angav ${count + 1} forventede leverancer`))).toBeVisible()
  await expect(september, 'what was stated before counts again').toBeHidden()
  await expect(card.getByRole('button', { name: /^Ret TØK-indberetninger, 10624088/ })).toBeVisible()
})
