import type { DeliveryRow } from '../../generated/api'
import { useWords } from '../../words/use-words'

/** Whom and which months a file is about: `4 SE-numre · oktober 2026`. One alone is named. */
export function useWhom(): (row: DeliveryRow) => string {
  const { t, period } = useWords()
  return ({ of, payers, accounts, from, to }) => {
    const counted = [
      payers > 0 && t('kilder.payers', { count: payers }),
      accounts > 0 && t('kilder.accounts', { count: accounts }),
    ]
    const who = payers + accounts > 1 ? counted.filter(Boolean).join(' · ') : (of[0] ?? '')
    const first = from ? period(from) : ''
    const last = to ? period(to) : ''
    const when = first === last ? first : t('kilder.months', { from: first, to: last })
    return [who, when].filter((part) => part !== '').join(' · ')
  }
}
