import { describe, expect, it } from 'vitest'

import type { Host } from '../host'
import { Answers } from './answers'

type Reply = { resolve: (value: unknown) => void; reject: (thrown: unknown) => void }

function controlledHost(): { host: Host; replies: Reply[] } {
  const replies: Reply[] = []
  const rpc = () => new Promise((resolve, reject) => replies.push({ resolve, reject }))
  return { host: { rpc } as unknown as Host, replies }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))
const KEY = 'app_info {}'

describe('shared answers', () => {
  it('send a question once however often it is asked', () => {
    const { host, replies } = controlledHost()
    const answers = new Answers(host)
    answers.ask(KEY, 'app_info', {})
    answers.ask(KEY, 'app_info', {})
    expect(replies.length).toBe(1)
  })

  it('keep the old answer on screen until the new one is there', async () => {
    const { host, replies } = controlledHost()
    const answers = new Answers(host)
    answers.ask(KEY, 'app_info', {})
    replies[0]?.resolve('old')
    await settled()
    answers.outdate()
    answers.ask(KEY, 'app_info', {})
    expect(answers.peek(KEY)).toMatchObject({ data: 'old', isLoading: true })
    replies[1]?.resolve('new')
    await settled()
    expect(answers.peek(KEY)).toMatchObject({ data: 'new', isLoading: false })
  })

  it('drop a reply to an older question', async () => {
    const { host, replies } = controlledHost()
    const answers = new Answers(host)
    answers.ask(KEY, 'app_info', {})
    answers.outdate()
    answers.ask(KEY, 'app_info', {})
    replies[1]?.resolve('new')
    replies[0]?.resolve('old')
    await settled()
    expect(answers.peek(KEY).data).toBe('new')
  })

  it('show nothing of a workspace that is closed', async () => {
    const { host, replies } = controlledHost()
    const answers = new Answers(host)
    answers.ask(KEY, 'app_info', {})
    answers.forget()
    replies[0]?.resolve('late')
    await settled()
    expect(answers.peek(KEY).data).toBeUndefined()
  })

  it('carry a trouble with its code', async () => {
    const { host, replies } = controlledHost()
    const answers = new Answers(host)
    answers.ask(KEY, 'app_info', {})
    replies[0]?.reject({ code: 'storage', message: 'x', hints: [] })
    await settled()
    expect(answers.peek(KEY).trouble?.code).toBe('storage')
  })
})
