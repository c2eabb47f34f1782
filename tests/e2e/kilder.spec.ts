// Files in: what is refused says why and leaves nothing, what is stored can be undone.

import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { expect, test } from './fixtures'
import type { Host } from './fixtures/host'
import { choose, openRoom, picture, said } from './fixtures/steps'

type Deliveries = { deliveries: { file: string; is_undone: boolean }[] }

async function standing(host: Host): Promise<string[]> {
  const { deliveries } = (await host.rpc('delivery_list')) as Deliveries
  return deliveries.filter((one) => !one.is_undone).map((one) => one.file)
}

async function emptyWorkspace(host: Host): Promise<void> {
  await host.rpc('workspace_create', { path: `${host.workdir}/workspaces/tom.trepunkt`, name: 'Tom Kommune', passphrase: null })
}

test('a file that cannot be trusted is refused with its reason, and the others stand', async ({ page, host, sample }) => {
  await emptyWorkspace(host)
  await page.goto(host.url)
  await openRoom(page, 'Kilder')
  const good = sample.files.find((file) => file.includes(`skat-krav-${sample.period}`)) ?? ''
  const truncated = join(host.workdir, '10624088PERSUM202610-202610-001.csv')
  const whole = readFileSync(sample.files.find((file) => file.includes('10624088PERSUM202610')) ?? '', 'latin1')
  writeFileSync(truncated, whole.split('\n').slice(0, 20).join('\n'), 'latin1')
  const nonsense = join(host.workdir, 'noter.csv')
  writeFileSync(nonsense, 'dette er;ikke en kilde\n1;2\n')

  await choose(page, [good, truncated, nonsense])
  const read = page.getByRole('list', { name: 'Filer, der er læst' })
  await expect(read.getByRole('button', { name: /kan importeres/ })).toHaveCount(1)
  await expect(read.getByRole('button', { name: /afvist/ })).toHaveCount(1)
  await expect(read.getByRole('button', { name: /kræver dig/ }), 'what it is can be said').toHaveCount(1)
  for (const name of ['10624088PERSUM', 'noter']) {
    await read.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    const details = page.getByRole('region', { name: new RegExp(`^${name}`) })
    await expect(details.getByRole('row', { name: /fil afvist/ }).first()).toBeVisible()
  }
  await picture(page, 'kilder-refused')
  await page.getByRole('button', { name: 'Importér 1 fil' }).click()
  await expect(page.getByText('1 fil importeret.')).toBeVisible()
  expect(await standing(host), 'only the good file is stored').toEqual([basename(good)])
})

test('the same content again is known, and an import can be undone in two ways', async ({ page, host, sample }) => {
  await emptyWorkspace(host)
  await page.goto(host.url)
  await openRoom(page, 'Kilder')
  const [one = '', other = ''] = sample.files.filter((file) => new RegExp(`(skat-krav|tok-indberetning)-${sample.period}`).test(file))
  const importAll = async (files: string[]) => {
    await choose(page, files)
    await page.getByRole('button', { name: /^Importér \d fil/ }).click()
    await expect(page.getByText(/importeret\./)).toBeVisible()
  }
  await importAll([one, other])
  expect(await standing(host)).toHaveLength(2)

  const history = page.getByRole('region', { name: 'Leverancer' })
  await history.getByRole('button', { name: /^Fortryd importen af skat-krav/ }).click()
  await expect(said(page, /^Fortrudt: Importerede skat-krav/)).toBeVisible()
  await expect(history.getByRole('row', { name: /skat-krav/ })).toContainText('fortrudt')
  expect(await standing(host)).toEqual([basename(other)])

  await page.keyboard.press('Control+z')
  await expect(history.getByRole('row', { name: /tok-indberetning/ })).toContainText('fortrudt')
  expect(await standing(host), 'undone by the key too').toEqual([])
  await page.keyboard.press('Control+z')
  await expect(said(page, 'Der er intet at fortryde.')).toBeVisible()

  await importAll([one, other])
  expect(await standing(host), 'what was undone can come again').toHaveLength(2)
  await choose(page, [one])
  await expect(page.getByRole('list', { name: 'Filer, der er læst' })).toContainText('allerede indlæst')
  await expect(page.getByRole('button', { name: 'Ingen filer kan importeres' })).toBeDisabled()
})

test('files dropped on the window are read', async ({ page, host, sample }) => {
  await emptyWorkspace(host)
  await page.goto(host.url)
  await openRoom(page, 'Kilder')
  const content = readFileSync(sample.files.find((file) => file.includes(`skat-krav-${sample.period}`)) ?? '', 'latin1')
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], 'krav.csv'))
    return transfer
  }, content)
  await page.dispatchEvent('main', 'dragover', { dataTransfer: data })
  await expect(page.getByText('Slip filerne for at læse dem')).toBeVisible()
  await page.dispatchEvent('main', 'drop', { dataTransfer: data })
  await expect(page.getByRole('button', { name: /^krav\.csv/ })).toBeVisible()
})
