import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

import { causes, sourceKinds } from '../generated/words'
import type { Language } from './start'

const COUNT = new Intl.NumberFormat('da-DK')
const ONE_DECIMAL = new Intl.NumberFormat('da-DK', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const CERTAINTIES = ['proven', 'suggested', 'unknown'] as const
const STATUSES = ['open', 'in_progress', 'carried', 'resolved'] as const

// Directions come from the program in Danish, always in one of these forms.
const DIRECTIONS: [RegExp, string][] = [
  [/^mangler i (.+)$/, 'missing in $1'],
  [/^ekstra i (.+)$/, 'extra in $1'],
]

const NEXT_STEPS: Record<string, string> = {
  'hent nyt udtræk': 'get a new extract',
  'bær frem': 'carry forward',
  acceptér: 'accept',
  'ret i fagsystem / genindberet': 'correct in the source system / report again',
  'dokumentér eller ret': 'document or correct',
  undersøg: 'investigate',
  'ret i TØK': 'correct in TØK',
  tilbagefør: 'reverse',
  'ret periode': 'correct the period',
  vurder: 'assess',
  'ret felt': 'correct the field',
  'ret indtægtsart': 'correct the income kind',
  ret: 'correct',
  ingen: 'none',
  kontrollér: 'check',
  kontér: 'post it',
  'spørg SKAT/ATP': 'ask SKAT/ATP',
  genudbetal: 'pay again',
  'følg op': 'follow up',
  'ret betaling': 'correct the payment',
}

/** A count as Danes write it: `1.996`. Never for money: amounts are finished text. */
export function countText(count: number): string {
  return COUNT.format(count)
}

/** Bytes as megabytes: `33,4`. */
export function megabytesText(bytes: number): string {
  return ONE_DECIMAL.format(bytes / 1_000_000)
}

/** Milliseconds as seconds: `0,8`. */
export function secondsText(milliseconds: number): string {
  return ONE_DECIMAL.format(milliseconds / 1000)
}

function periodText(id: string, name: string, language: Language): string {
  if (language === 'da') return name
  const [year, month] = id.split('-').map(Number)
  if (year === undefined || month === undefined || Number.isNaN(month)) return name
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' }).format(new Date(year, month - 1, 1))
}

function known<T extends string>(all: readonly T[], one: string): T | undefined {
  return all.find((each) => each === one)
}

/** The words of the window, and the names of what the program names by code. */
export function useWords() {
  const { t, i18n } = useTranslation('words')
  const language: Language = i18n.language === 'en' ? 'en' : 'da'
  return useMemo(() => {
    const english = language === 'en'
    return {
      t,
      language,
      cause: (code: string) => causes[code]?.[language] ?? code,
      nextStep: (text: string) => (english ? (NEXT_STEPS[text] ?? text) : text),
      direction: (text: string) => {
        const form = english ? DIRECTIONS.find(([pattern]) => pattern.test(text)) : undefined
        return form ? text.replace(form[0], form[1]) : text
      },
      certainty: (code: string) => {
        const certainty = known(CERTAINTIES, code)
        return certainty ? t(`certainty.${certainty}`) : code
      },
      status: (code: string) => {
        const status = known(STATUSES, code)
        return status ? t(`status.${status}`) : code
      },
      kind: (code: string | null, name: string) => (code === null ? name : (sourceKinds[code] ?? name)),
      period: (period: { id: string; name: string }) => periodText(period.id, period.name, language),
    }
  }, [t, language])
}
