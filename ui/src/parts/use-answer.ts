import { createContext, use, useCallback, useEffect, useSyncExternalStore } from 'react'

import type { JsonCommands } from '../generated/api'
import type { JsonCommand } from '../host'
import type { Answer, Answers } from './answers'

const AnswersContext = createContext<Answers | null>(null)

/** Hands the shared answers to everything below. */
export const AnswersProvider = AnswersContext.Provider

/** The shared answers themselves, to say that something changed. */
export function useAnswers(): Answers {
  const answers = use(AnswersContext)
  if (answers === null) throw new Error('an AnswersProvider is around every room')
  return answers
}

const NOTHING: Answer<never> = { data: undefined, trouble: undefined, isLoading: false }

/** Asks the program and keeps the answer fresh; without a request nothing is asked. */
export function useAnswer<K extends JsonCommand>(
  command: K,
  request: JsonCommands[K]['request'] | null,
): Answer<JsonCommands[K]['answer']> {
  const answers = useAnswers()
  const key = request === null ? null : `${command} ${JSON.stringify(request)}`
  const peek = useCallback(() => (key === null ? NOTHING : answers.peek<K>(key)), [answers, key])
  const isStale = useCallback(() => key !== null && answers.isStale(key), [answers, key])
  const answer = useSyncExternalStore(answers.subscribe, peek)
  const stale = useSyncExternalStore(answers.subscribe, isStale)
  useEffect(() => (key === null ? undefined : answers.hold(key)), [answers, key])
  useEffect(() => {
    if (key === null || !stale) return
    const asked = JSON.parse(key.slice(command.length + 1)) as JsonCommands[K]['request']
    answers.ask(key, command, asked)
  }, [answers, command, key, stale])
  return answer
}
