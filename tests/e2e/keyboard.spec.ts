// The whole window without a mouse.

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'
import type { Host } from './fixtures/host'
import { said } from './fixtures/steps'

async function detailKey(page: Page): Promise<string> {
  return (await page.getByRole('region', { name: 'Detaljer' }).textContent()) ?? ''
}

/** The window listens for keys once it shows something. */
async function ready(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

/** Undoes every reconciliation of the month; the files stay. */
async function undoRuns(host: Host): Promise<void> {
  type Overview = { reconciliations: { differences: number | null }[] }
  const { reconciliations } = (await host.rpc('overview', { period: null })) as Overview
  const run = reconciliations.filter(({ differences }) => differences !== null)
  for (const _ of run) await host.rpc('operation_undo', { operation: null })
}

test('rooms, periods, differences, groups, originals and undo by keys alone', async ({ sampleWindow: page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overblik for oktober 2026')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overblik for september 2026')
  await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('Alt+2')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kilder')
  await page.keyboard.press('Alt+3')
  const detail = page.getByRole('region', { name: 'Detaljer' })
  await expect(detail).toContainText('Linjer bag differencen')

  const first = await detailKey(page)
  await page.keyboard.press('j')
  await expect.poll(() => detailKey(page), 'J goes to the next').not.toBe(first)
  await page.keyboard.press('k')
  await expect.poll(() => detailKey(page), 'K goes back').toBe(first)
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => detailKey(page), 'so does the arrow').not.toBe(first)

  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Linjen i originalen' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await page.keyboard.press('/')
  const filter = page.getByRole('searchbox', { name: /^Filtrér/ })
  await expect(filter).toBeFocused()
  await page.keyboard.type('0016')
  const shown = page.getByRole('status').filter({ hasText: /^Viser/ })
  const before = await shown.textContent()
  await expect(shown).not.toHaveText(before ?? '')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog'), 'a letter belongs to the field that is written in').toBeHidden()
  await filter.fill('')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Control+z')
  await expect(said(page, /^Fortrudt: Kørte/)).toBeVisible()
})

test('groups fold and unfold, and steps of the bridge are reached by arrows', async ({ sampleWindow: page }) => {
  await ready(page)
  await page.keyboard.press('Alt+3')
  const group = page.getByRole('row', { name: /^Mangler i eIndkomst \(\d+\)/ })
  await expect(group).toBeVisible()
  const rows = page.getByRole('treegrid').or(page.getByRole('grid')).first()
  const before = Number(await rows.getAttribute('aria-rowcount'))
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowLeft')
  await expect(group.getByRole('button')).toHaveAttribute('aria-expanded', 'false')
  await expect.poll(async () => Number(await rows.getAttribute('aria-rowcount'))).toBeLessThan(before)
  await page.keyboard.press('ArrowRight')
  await expect(group.getByRole('button')).toHaveAttribute('aria-expanded', 'true')
  await expect.poll(async () => Number(await rows.getAttribute('aria-rowcount'))).toBe(before)

  const steps = page.getByRole('group', { name: 'Afstemningsbro' }).getByRole('button')
  await steps.first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(steps.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(steps.nth(1)).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Escape')
  await expect(steps.nth(1)).toHaveAttribute('aria-pressed', 'false')
})

test('F5 runs, and the window says what came of it', async ({ sampleWindow: page, host }) => {
  await undoRuns(host)
  await page.reload()
  await ready(page)
  await page.keyboard.press('Alt+3')
  await expect(page.getByRole('heading', { name: 'Ikke kørt endnu' })).toBeVisible()
  await page.keyboard.press('F5')
  await expect(said(page, /^Kørt: \d+ differencer/)).toBeVisible()
  await expect(page.getByRole('group', { name: 'Afstemningsbro' })).toBeVisible()
})
