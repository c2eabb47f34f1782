// Every room in both themes, both languages and several sizes: readable by all, nothing cut off.

import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'
import { checkAxe } from './fixtures/axe'
import { picture } from './fixtures/steps'

// Axe looks at every cell, and the machine may be busy.
test.describe.configure({ timeout: 180_000 })

const ROOMS = [
  'overblik',
  'kilder',
  'afstem',
  'borger',
  'kontrol',
  'godkend',
  'rapporter',
  'regler',
  'revisionslog',
  'indstillinger',
] as const

async function show(page: Page, room: (typeof ROOMS)[number]): Promise<void> {
  await page.evaluate((name) => (location.hash = `#/${name}`), room)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  if (room === 'afstem') await expect(page.getByRole('row').nth(3)).toBeVisible()
}

/** An amount that is cut off would be a wrong amount. */
async function checkAmounts(page: Page, where: string): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((one) => one.children.length === 0 && /^[−+]?[\d.]+,\d\d$/.test(one.textContent ?? ''))
      .flatMap((one) => [one, one.parentElement ?? one])
      .filter((one) => getComputedStyle(one).overflowX === 'hidden' && one.scrollWidth > one.clientWidth)
      .map((one) => one.textContent),
  )
  expect(cut, where).toEqual([])
}

/** Nothing reaches out of the window, and the page itself never scrolls. */
async function checkOverflow(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const root = document.documentElement
    const main = document.querySelector('main')
    return {
      page: root.scrollWidth > root.clientWidth || root.scrollHeight > root.clientHeight,
      main: main !== null && main.scrollWidth > main.clientWidth,
    }
  })
  expect(found, where).toEqual({ page: false, main: false })
}

for (const scheme of ['light', 'dark'] as const) {
  for (const [width, height] of [[1366, 768], [1920, 1080]] as const) {
    test(`rooms at ${width}×${height}, ${scheme}`, async ({ sampleWindow: page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height })
      for (const room of ROOMS) {
        await show(page, room)
        await checkOverflow(page, room)
        await checkAmounts(page, room)
        await checkAxe(page, `${room}, ${scheme}, ${width}`)
        await picture(page, `${room}-${scheme}-${width}`)
      }
    })
  }
}

test('rooms at 4K, and at a quarter of a screen as when everything is enlarged', async ({ sampleWindow: page }) => {
  for (const [width, height] of [[3840, 2160], [1024, 640], [683, 384]] as const) {
    await page.setViewportSize({ width, height })
    for (const room of ROOMS) {
      await show(page, room)
      await checkOverflow(page, `${room} at ${width}`)
      await checkAmounts(page, `${room} at ${width}`)
      await picture(page, `${room}-${width}`)
    }
  }
})

test('English, remembered', async ({ sampleWindow: page }) => {
  await page.getByRole('button', { name: /^Menu for/ }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview of October 2026')
  await page.reload()
  for (const room of ROOMS) {
    await show(page, room)
    await picture(page, `${room}-english`)
  }
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await show(page, 'afstem')
  await expect(page.getByRole('columnheader', { name: 'Certainty' })).toBeVisible()
  await checkAxe(page, 'English')
})

test('dark by choice, remembered', async ({ sampleWindow: page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  const background = () => page.getByRole('main').evaluate((main) => getComputedStyle(main).backgroundColor)
  const light = await background()
  await page.getByRole('button', { name: /^Menu for/ }).click()
  await page.getByRole('menuitemradio', { name: 'Mørkt' }).click()
  await expect.poll(background).not.toBe(light)
  await page.reload()
  await expect(page.getByRole('main')).toBeVisible()
  expect(await background(), 'the choice is remembered').not.toBe(light)
})

test('the first screen, the forms and the dialogs', async ({ window: page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await checkAxe(page, 'first screen')
  await picture(page, 'welcome')
  await page.getByRole('button', { name: /^Opret arbejdsmappe/ }).click()
  await checkAxe(page, 'create')
  await picture(page, 'welcome-create')
})

test('an empty workspace says what to do next', async ({ page, host }) => {
  await host.rpc('workspace_create', { path: `${host.workdir}/workspaces/tom.trepunkt`, name: 'Tom Kommune', passphrase: null })
  await page.goto(host.url)
  for (const room of ROOMS) {
    await show(page, room === 'afstem' ? 'overblik' : room)
    await page.evaluate((name) => (location.hash = `#/${name}`), room)
    await checkAxe(page, `${room}, empty`)
    await picture(page, `${room}-empty`)
  }
  await page.evaluate(() => (location.hash = '#/afstem'))
  await expect(page.getByRole('heading', { name: 'Intet er leveret endnu' })).toBeVisible()
})
