import { describe, expect, it } from 'vitest'

import type { ErrorCode } from '../generated/api'
import { bodyToTrouble, toTrouble, Trouble } from './trouble'

function check(thrown: unknown, code: ErrorCode, message: string) {
  const trouble = toTrouble(thrown)
  expect({ code: trouble.code, message: trouble.message }, JSON.stringify(thrown)).toEqual({ code, message })
}

describe('what a host throws', () => {
  it('keeps the code and the hints of the program', () => {
    const error = { code: 'passphrase', message: 'Forkert adgangssætning.', hints: ['Prøv igen.'] }
    check(error, 'passphrase', 'Forkert adgangssætning.')
    expect(toTrouble(error).hints).toEqual(['Prøv igen.'])
  })

  it('takes anything else for a fault of the program', () => {
    check({ code: 'no_such_code', message: 'x', hints: [] }, 'internal', '{"code":"no_such_code","message":"x","hints":[]}')
    check(new TypeError('Failed to fetch'), 'internal', 'Failed to fetch')
    check('panicked', 'internal', 'panicked')
  })

  it('does not wrap a trouble twice', () => {
    const trouble = new Trouble({ code: 'conflict', message: 'optaget', hints: [] })
    expect(toTrouble(trouble)).toBe(trouble)
  })
})

describe('the body of a refused request', () => {
  it('is the error of the program', () => {
    const trouble = bodyToTrouble('{"code":"limit","message":"For mange rækker.","hints":["Del filen."]}', 200)
    expect([trouble.code, trouble.message, trouble.hints]).toEqual(['limit', 'For mange rækker.', ['Del filen.']])
  })

  it('is shown when it is something else', () => {
    expect(bodyToTrouble('Forbidden', 403).message).toBe('HTTP 403: Forbidden')
    expect(bodyToTrouble('Forbidden', 403).code).toBe('internal')
  })
})
