import type { BrandVariants, Theme } from '@fluentui/react-components'
import { createDarkTheme, createLightTheme } from '@fluentui/react-components'
import { useCallback, useState, useSyncExternalStore } from 'react'

import { remember, remembered } from '../parts/remembered'

/** What the user wants; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const REMEMBERED = 'theme'
const DARK = '(prefers-color-scheme: dark)'

const brand: BrandVariants = {
  10: '#02080d',
  20: '#061a27',
  30: '#072a41',
  40: '#083755',
  50: '#0a4469',
  60: '#0c507b',
  70: '#0d5886',
  80: '#0f5c8c',
  90: '#2b70a0',
  100: '#4484b3',
  110: '#5d98c6',
  120: '#77add8',
  130: '#92c1e7',
  140: '#add3f0',
  150: '#c8e3f7',
  160: '#e4f1fb',
}

// An Office user's density: Fluent's body is 14 px, tables of kroner want 13.
const compact: Partial<Theme> = {
  fontFamilyBase: '"Segoe UI Variable Text", "Segoe UI", "Inter Variable", system-ui, sans-serif',
  fontFamilyNumeric: '"Segoe UI Variable Text", "Segoe UI", "Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", Consolas, ui-monospace, monospace',
  fontSizeBase300: '13px',
  lineHeightBase300: '18px',
}

// Colours of the field, beside Fluent's own tokens: the three points, inflow and outflow, and how something stands.
const lightField = {
  pointA: '#0f5c8c',
  pointB: '#5b3f8c',
  pointC: '#8c5a0f',
  inflow: '#0e6b3a',
  outflow: '#a4262c',
  goodBackground: '#e6f3ec',
  goodForeground: '#0b5a30',
  careBackground: '#fdf3df',
  careForeground: '#7a4f00',
  badBackground: '#fbeaea',
  badForeground: '#9b1c23',
  headerBackground: '#0f5c8c',
  selectedBackground: '#e3eff7',
  groupBackground: '#f7f6f5',
  roomBackground: '#f5f5f4',
}

const darkField: typeof lightField = {
  pointA: '#77add8',
  pointB: '#b79ae6',
  pointC: '#dcae6c',
  inflow: '#67c08f',
  outflow: '#f0868a',
  goodBackground: '#17352a',
  goodForeground: '#8fdcb2',
  careBackground: '#3d3013',
  careForeground: '#f0cd86',
  badBackground: '#452023',
  badForeground: '#f7a6a9',
  headerBackground: '#0b3a58',
  selectedBackground: '#173b54',
  groupBackground: '#262626',
  roomBackground: '#1b1b1b',
}

/** A Fluent theme with the field's colours. */
export type FieldTheme = Theme & typeof lightField

export const lightTheme: FieldTheme = { ...createLightTheme(brand), ...compact, ...lightField }

export const darkTheme: FieldTheme = {
  ...createDarkTheme(brand),
  ...compact,
  ...darkField,
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[130],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorCompoundBrandForeground1: brand[120],
}

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(DARK)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** The theme to show, what was chosen, and how to choose. */
export function useTheme(): { isDark: boolean; choice: ThemeChoice; choose: (choice: ThemeChoice) => void } {
  const systemIsDark = useSyncExternalStore(subscribe, () => window.matchMedia(DARK).matches)
  const [choice, setChoice] = useState<ThemeChoice>(() => {
    const before = remembered(REMEMBERED)
    return before === 'light' || before === 'dark' ? before : 'system'
  })
  const choose = useCallback((next: ThemeChoice) => {
    remember(REMEMBERED, next === 'system' ? null : next)
    setChoice(next)
  }, [])
  return { isDark: choice === 'system' ? systemIsDark : choice === 'dark', choice, choose }
}
