import type { ReactNode } from 'react'
import { lazy, Suspense, useState } from 'react'

import { JobPanel } from '../parts/jobs'
import { usePlace } from '../parts/place'
import { useSession } from '../parts/session'
import { TroubleBar, TroubleList } from '../parts/troubles'
import { useWords } from '../words/use-words'
import { Footer } from './footer'
import css from './frame.module.css'
import { Header } from './header'
import { Navigation } from './navigation'
import { Palette } from './palette'
import { ShortcutSheet } from './shortcut-sheet'
import type { ThemeChoice } from './theme'
import { useShellCommands } from './use-shell-commands'
import { Welcome } from './welcome'

const Overblik = lazy(async () => ({ default: (await import('../rooms/overblik/overblik')).Overblik }))
const Kilder = lazy(async () => ({ default: (await import('../rooms/kilder/kilder')).Kilder }))
const Afstem = lazy(async () => ({ default: (await import('../rooms/afstem/afstem')).Afstem }))
const Borger = lazy(async () => ({ default: (await import('../rooms/borger/borger')).Borger }))
const Kontrol = lazy(async () => ({ default: (await import('../rooms/kontrol/kontrol')).Kontrol }))
const Rapporter = lazy(async () => ({ default: (await import('../rooms/rapporter/rapporter')).Rapporter }))
const Regler = lazy(async () => ({ default: (await import('../rooms/regler/regler')).Regler }))
const Godkend = lazy(async () => ({ default: (await import('../rooms/godkend/godkend')).Godkend }))
const Revisionslog = lazy(async () => ({ default: (await import('../rooms/revisionslog/revisionslog')).Revisionslog }))
const Indstillinger = lazy(async () => ({ default: (await import('../rooms/indstillinger/indstillinger')).Indstillinger }))

function CurrentRoom() {
  const { room, what } = usePlace()
  if (room === 'kilder') return <Kilder />
  if (room === 'afstem') return <Afstem reconciliation={what} />
  if (room === 'borger') return <Borger />
  if (room === 'kontrol') return <Kontrol />
  if (room === 'rapporter') return <Rapporter />
  if (room === 'regler') return <Regler />
  if (room === 'godkend') return <Godkend />
  if (room === 'revisionslog') return <Revisionslog />
  if (room === 'indstillinger') return <Indstillinger />
  return <Overblik />
}

type ThemeProps = { theme: { choice: ThemeChoice; choose: (choice: ThemeChoice) => void } }

function Workbench({ theme, children }: ThemeProps & { children: ReactNode }) {
  const { t } = useWords()
  const { trouble } = useSession()
  const [shown, setShown] = useState<'sheet' | 'palette'>()
  const showSheet = () => setShown('sheet')
  const showPalette = () => setShown('palette')
  useShellCommands({ theme, showSheet, showPalette })
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main" onClick={(event) => {
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}>
        {t('app.skip')}
      </a>
      <Header theme={theme} onShortcuts={showSheet} onPalette={showPalette} />
      <Navigation />
      <main id="main" className={css.main} tabIndex={-1}>
        <TroubleList />
        {trouble && (
          <div className={css.bar}>
            <TroubleBar trouble={trouble} />
          </div>
        )}
        <Suspense fallback={null}>{children}</Suspense>
      </main>
      <Footer />
      <JobPanel />
      {shown === 'sheet' && <ShortcutSheet onClose={() => setShown(undefined)} />}
      {shown === 'palette' && <Palette onClose={() => setShown(undefined)} />}
    </div>
  )
}

/** The window around the rooms; without a workspace, the way to one. */
export function Frame({ theme }: ThemeProps) {
  const { info, trouble } = useSession()
  if (info === undefined) return trouble ? <TroubleBar trouble={trouble} /> : null
  if (info.workspace === null) return <Welcome version={info.version} />
  return (
    <Workbench theme={theme}>
      <CurrentRoom />
    </Workbench>
  )
}
