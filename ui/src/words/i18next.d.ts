import 'i18next'

import type { Words } from './da'

declare module 'i18next' {
  // Only an interface can be merged into the library's own.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: { words: Words }
  }
}
