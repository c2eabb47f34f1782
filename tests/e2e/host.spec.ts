// The web host as a browser sees it: who gets in, and what gets out.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from './fixtures'

test('the window loads whole, from its own host only', async ({ host, page }) => {
  const origins = new Set<string>()
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:' && protocol !== 'blob:') origins.add(origin)
  })
  await page.goto(host.url)
  await expect(page.locator('h1').first()).toBeVisible()
  expect([...origins], 'where the page asked').toEqual([new URL(host.url).origin])
})

test('nobody gets in without the token of this run', async ({ host, request }) => {
  const { origin } = new URL(host.url)
  const calls = [
    request.get(`${origin}/`),
    request.get(`${origin}/?token=${'0'.repeat(64)}`),
    request.post(`${origin}/rpc/app_info`, { data: {} }),
    request.post(`${origin}/rpc/app_info`, { data: {}, headers: { 'x-trepunkt-token': 'guess' } }),
    request.post(`${origin}/upload?name=a.csv`, { data: 'x' }),
  ]
  for (const response of await Promise.all(calls)) expect(response.status(), response.url()).toBe(403)
})

test('a page from elsewhere is turned away even with the token', async ({ host, request }) => {
  const { origin, search } = new URL(host.url)
  const call = (headers: Record<string, string>) => request.post(`${origin}/rpc/app_info${search}`, { data: {}, headers })
  expect((await call({})).status(), 'the page itself').toBe(200)
  expect((await call({ origin: 'http://example.invalid' })).status(), 'another origin').toBe(403)
  expect((await call({ host: 'example.invalid' })).status(), 'a rebound name').toBe(403)
})

test('commands answer shapes, and refusals with a code', async ({ host, request }) => {
  const { origin, search } = new URL(host.url)
  const info = await request.post(`${origin}/rpc/app_info${search}`, { data: {} })
  expect(info.headers()['x-trepunkt-answer']).toBe('ok')
  expect(await info.json()).toMatchObject({ who: 'Anna Andersen', workspace: null })
  const refused = await request.post(`${origin}/rpc/no_such_command${search}`, { data: {} })
  expect(refused.status(), 'a refusal is an ordinary answer').toBe(200)
  expect(refused.headers()['x-trepunkt-answer']).toBe('error')
  expect(await refused.json()).toMatchObject({ code: 'invalid', hints: [] })
})

test('uploads keep their name and downloads come from the exports alone', async ({ host, request }) => {
  const { origin, search } = new URL(host.url)
  const sent = await request.post(`${origin}/upload${search}&name=${encodeURIComponent('TØK oktober.csv')}`, { data: 'a;b' })
  const { path } = (await sent.json()) as { path: string }
  expect(path.startsWith(join(host.workdir, 'uploads')), path).toBe(true)
  expect(path.endsWith('TØK oktober.csv'), path).toBe(true)

  writeFileSync(join(host.workdir, 'exports', 'liste.csv'), 'æøå')
  const fetched = await request.get(`${origin}/download${search}&path=liste.csv`)
  expect(await fetched.text()).toBe('æøå')
  const outside = await request.get(`${origin}/download${search}&path=${encodeURIComponent(path)}`)
  expect(outside.status(), 'an upload is no export').toBe(404)
})
