import type { ApiError, ErrorCode } from '../generated/api'

const CODES: readonly ErrorCode[] = [
  'invalid',
  'precondition',
  'not_found',
  'passphrase',
  'conflict',
  'cancelled',
  'storage',
  'file',
  'limit',
  'internal',
]

/** A failed command. Rooms branch on `code`, never on the text. */
export class Trouble extends Error {
  readonly code: ErrorCode
  readonly hints: readonly string[]

  constructor(error: ApiError) {
    super(error.message)
    this.name = 'Trouble'
    this.code = error.code
    this.hints = error.hints
  }
}

function isApiError(value: unknown): value is ApiError {
  if (typeof value !== 'object' || value === null) return false
  const { code, message, hints } = value as Record<string, unknown>
  const codes: readonly unknown[] = CODES
  return codes.includes(code) && typeof message === 'string' && Array.isArray(hints)
}

/** Whatever was thrown, as a trouble: an answer of the program as it is, anything else as a fault of the program. */
export function toTrouble(thrown: unknown): Trouble {
  if (thrown instanceof Trouble) return thrown
  if (isApiError(thrown)) return new Trouble(thrown)
  const message = thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : JSON.stringify(thrown)
  return new Trouble({ code: 'internal', message, hints: [] })
}

/** The body of a refused request, as a trouble. */
export function bodyToTrouble(body: string, status: number): Trouble {
  try {
    const parsed: unknown = JSON.parse(body)
    if (isApiError(parsed)) return new Trouble(parsed)
  } catch {
    // Not JSON: what the host answered is shown as it is.
  }
  return new Trouble({ code: 'internal', message: `HTTP ${status}: ${body.slice(0, 200)}`, hints: [] })
}
