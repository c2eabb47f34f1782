import type { JsonCommands } from '../generated/api'
import type { Host, JsonCommand, Trouble } from '../host'
import { toTrouble } from '../host'

/** What is known of one question: the newest answer, and whether a newer one is on its way. */
export type Answer<T> = { data: T | undefined; trouble: Trouble | undefined; isLoading: boolean }

type Entry = { answer: Answer<unknown>; isStale: boolean; asked: number }

const KEPT_MAX = 200
const WAITING: Answer<never> = { data: undefined, trouble: undefined, isLoading: true }

/**
 * Answers of the program, shared by all rooms: a question asked twice is sent once, and an old answer
 * stays on screen until the new one is there, so that nothing flickers.
 */
export class Answers {
  readonly #host: Host
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<() => void>()
  readonly #held = new Map<string, number>()
  #asked = 0

  constructor(host: Host) {
    this.#host = host
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The answer as it is now. The same object until something changes. */
  peek<K extends JsonCommand>(key: string): Answer<JsonCommands[K]['answer']> {
    const entry = this.#entries.get(key)
    return (entry?.answer ?? WAITING) as Answer<JsonCommands[K]['answer']>
  }

  /** Asks, unless a fresh answer is there or on its way. */
  ask<K extends JsonCommand>(key: string, command: K, request: JsonCommands[K]['request']): void {
    const before = this.#entries.get(key)
    if (before && !before.isStale) return
    this.#asked += 1
    const asked = this.#asked
    const data = before?.answer.data
    this.#set(key, { answer: { data, trouble: undefined, isLoading: true }, isStale: false, asked })
    this.#host.rpc(command, request).then(
      (answer) => this.#settle(key, asked, { data: answer, trouble: undefined, isLoading: false }),
      (thrown: unknown) => this.#settle(key, asked, { data, trouble: toTrouble(thrown), isLoading: false }),
    )
  }

  /** Something in the workspace changed: every answer is asked for again where it is shown. */
  outdate(): void {
    for (const entry of this.#entries.values()) entry.isStale = true
    this.#notify()
  }

  /** Another workspace: nothing of the old one may be shown. */
  forget(): void {
    this.#entries.clear()
    this.#notify()
  }

  /** Keeps an answer while it is shown; answers that are shown nowhere give way to newer ones. */
  hold(key: string): () => void {
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1)
    return () => {
      const left = (this.#held.get(key) ?? 1) - 1
      if (left > 0) this.#held.set(key, left)
      else this.#held.delete(key)
      this.#makeRoom()
    }
  }

  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= KEPT_MAX) return
      if (!this.#held.has(key)) this.#entries.delete(key)
    }
  }

  isStale(key: string): boolean {
    return this.#entries.get(key)?.isStale ?? true
  }

  #settle(key: string, asked: number, answer: Answer<unknown>): void {
    const entry = this.#entries.get(key)
    // A reply to an older question, or of a workspace that is closed, is dropped.
    if (entry?.asked !== asked) return
    this.#set(key, { ...entry, answer })
  }

  #set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#notify()
  }

  #notify(): void {
    for (const listener of this.#listeners) listener()
  }
}
