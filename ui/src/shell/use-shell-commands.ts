import { useCommands } from '../parts/commands'
import type { Command } from '../parts/commands'
import { useHost } from '../parts/host-context'
import { go, roomKey, ROOMS, usePlace } from '../parts/place'
import { useRun } from '../parts/run'
import { useSession } from '../parts/session'
import { useTroubles } from '../parts/troubles'
import { useAnswers } from '../parts/use-answer'
import { speak } from '../words/start'
import { useWords } from '../words/use-words'
import { shifted } from './period-switcher'
import type { ThemeChoice } from './theme'

type Asked = { theme: { choose: (choice: ThemeChoice) => void }; showSheet: () => void; showPalette: () => void }

/** What can be done in every room. */
export function useShellCommands({ theme, showSheet, showPalette }: Asked): void {
  const { t, language, period: name } = useWords()
  const { period, choosePeriod, overview, undo } = useSession()
  const { room, what } = usePlace()
  const { attempt } = useTroubles()
  const host = useHost()
  const answers = useAnswers()
  const run = useRun()
  const step = (months: number) => {
    if (period) choosePeriod(shifted(period.id, months))
  }
  const runShown = () => {
    if (!period) return
    const shown = room === 'afstem' ? (what ?? overview?.reconciliations[0]?.id ?? null) : null
    void run(period.id, shown)
  }
  const close = () =>
    void attempt(async () => {
      await host.rpc('workspace_close', {})
      answers.forget()
    })
  const rooms = ROOMS.map((one, at): Command => ({
    text: t('palette.room', { name: t(`nav.${one}`) }),
    keys: [roomKey(at)],
    act: () => go(one),
  }))
  const reconciliations = (overview?.reconciliations ?? []).map(({ id, name: title }): Command => ({
    text: t('palette.reconciliation', { name: title }),
    act: () => go('afstem', id),
  }))
  const periods = (overview?.periods ?? []).map((one): Command => ({
    text: t('palette.period', { name: name(one) }),
    act: () => choosePeriod(one.id),
  }))
  const themes = [
    { id: 'system', text: t('header.themeSystem') },
    { id: 'light', text: t('header.themeLight') },
    { id: 'dark', text: t('header.themeDark') },
  ] as const
  useCommands([
    { text: t('palette.open'), keys: ['Ctrl+k'], act: showPalette },
    { text: t('shortcuts.run'), keys: ['F5'], act: runShown },
    { text: t('shortcuts.undo'), keys: ['Ctrl+z'], act: () => undo(null) },
    ...rooms,
    ...reconciliations,
    { text: t('header.earlier'), keys: ['Alt+ArrowLeft'], act: () => step(-1) },
    { text: t('header.later'), keys: ['Alt+ArrowRight'], act: () => step(1) },
    ...periods,
    { text: t('shortcuts.sheet'), keys: ['?'], act: showSheet },
    ...themes.map(({ id, text }): Command => ({ text: `${t('header.theme')}: ${text}`, act: () => theme.choose(id) })),
    language === 'da'
      ? { text: 'English', act: () => void speak('en') }
      : { text: 'Dansk', act: () => void speak('da') },
    { text: t('header.closeWorkspace'), act: close },
  ])
}
