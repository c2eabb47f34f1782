import { FluentProvider } from '@fluentui/react-components'
import { useEffect, useState } from 'react'

import type { Host } from '../host'
import { Answers } from '../parts/answers'
import { HostProvider } from '../parts/host-context'
import { JobsProvider } from '../parts/jobs'
import { SessionProvider } from '../parts/session'
import { Toasts } from '../parts/toast'
import { TroublesProvider } from '../parts/troubles'
import { AnswersProvider } from '../parts/use-answer'
import { Frame } from './frame'
import { darkTheme, lightTheme, useTheme } from './theme'

/** The whole window. */
export function App({ host }: { host: Host }) {
  const { isDark, choice, choose } = useTheme()
  const [answers] = useState(() => new Answers(host))
  useEffect(() => {
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light'
    document.documentElement.dataset['agThemeMode'] = isDark ? 'dark' : 'light'
  }, [isDark])
  return (
    <FluentProvider theme={isDark ? darkTheme : lightTheme}>
      <HostProvider value={host}>
        <AnswersProvider value={answers}>
          <TroublesProvider>
            <JobsProvider>
              <SessionProvider>
                <Frame theme={{ choice, choose }} />
              </SessionProvider>
            </JobsProvider>
          </TroublesProvider>
        </AnswersProvider>
      </HostProvider>
      <Toasts />
    </FluentProvider>
  )
}
