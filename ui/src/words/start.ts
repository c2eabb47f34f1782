import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

import { remember, remembered } from '../parts/remembered'
import { da } from './da'
import { en } from './en'

/** The languages of the window. */
export type Language = 'da' | 'en'

const REMEMBERED = 'language'

/** Makes the words ready; nothing is fetched. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { da: { words: da }, en: { words: en } },
    lng: remembered(REMEMBERED) === 'en' ? 'en' : 'da',
    fallbackLng: 'da',
    defaultNS: 'words',
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = i18next.language
}

/** Changes the language now and for the next start. */
export async function speak(language: Language): Promise<void> {
  remember(REMEMBERED, language)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}
