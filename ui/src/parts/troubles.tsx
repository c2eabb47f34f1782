import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarGroup,
  MessageBarTitle,
} from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import { createContext, use, useCallback, useMemo, useState } from 'react'

import type { ErrorCode } from '../generated/api'
import type { Trouble } from '../host'
import { toTrouble } from '../host'
import { useWords } from '../words/use-words'
import css from './parts.module.css'

type Shown = { trouble: Trouble; times: number }

type Troubles = {
  /** Shows what was thrown; a cancelled action shows nothing. */
  report: (thrown: unknown) => void
  /** Runs an action and reports what it throws. */
  attempt: <T>(action: () => Promise<T>) => Promise<T | undefined>
  shown: readonly Shown[]
  dismiss: (trouble: Trouble) => void
}

const TroublesContext = createContext<Troubles | null>(null)
const SHOWN_MAX = 3

function isSame(one: Trouble, other: Trouble): boolean {
  return one.code === other.code && one.message === other.message
}

function withTrouble(shown: readonly Shown[], trouble: Trouble): readonly Shown[] {
  const before = shown.find((one) => isSame(one.trouble, trouble))
  const others = shown.filter((one) => one !== before)
  return [{ trouble, times: (before?.times ?? 0) + 1 }, ...others].slice(0, SHOWN_MAX)
}

/** Keeps the troubles that the user has not dismissed. The same trouble again only counts up. */
export function TroublesProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const report = useCallback((thrown: unknown) => {
    const trouble = toTrouble(thrown)
    if (trouble.code !== 'cancelled') setShown((before) => withTrouble(before, trouble))
  }, [])
  const attempt = useCallback(
    async <T,>(action: () => Promise<T>) => {
      try {
        return await action()
      } catch (thrown) {
        report(thrown)
        return undefined
      }
    },
    [report],
  )
  const dismiss = useCallback((trouble: Trouble) => {
    setShown((before) => before.filter((one) => one.trouble !== trouble))
  }, [])
  const troubles = useMemo(() => ({ report, attempt, shown, dismiss }), [report, attempt, shown, dismiss])
  return <TroublesContext.Provider value={troubles}>{children}</TroublesContext.Provider>
}

/** Where troubles are reported. */
export function useTroubles(): Troubles {
  const troubles = use(TroublesContext)
  if (troubles === null) throw new Error('a TroublesProvider is around every room')
  return troubles
}

const QUIET: readonly ErrorCode[] = ['precondition', 'conflict', 'not_found', 'invalid', 'passphrase', 'limit']
const NEEDS_REPORT: readonly ErrorCode[] = ['internal', 'storage']

function CopyButton({ trouble }: { trouble: Trouble }) {
  const { t } = useWords()
  const [isCopied, setIsCopied] = useState(false)
  const copy = () => {
    const text = [`${trouble.code}: ${trouble.message}`, ...trouble.hints].join('\n')
    navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    )
  }
  return (
    <Button size="small" onClick={copy}>
      {isCopied ? t('act.copied') : t('act.copy')}
    </Button>
  )
}

type BarProps = { trouble: Trouble; times?: number; onDismiss?: () => void; action?: ReactNode }

/** One trouble: what happened, what to do about it, and text to copy where someone must be told. */
export function TroubleBar({ trouble, times = 1, onDismiss, action }: BarProps) {
  const { t } = useWords()
  const code = trouble.code
  const title = code === 'internal' || code === 'storage' || code === 'file' ? t(`trouble.${code}`) : null
  return (
    <MessageBar intent={QUIET.includes(code) ? 'warning' : 'error'} layout="auto" className={css.bar}>
      <MessageBarBody>
        {title !== null && <MessageBarTitle>{title}</MessageBarTitle>}
        {trouble.message} {trouble.hints.join(' ')}
        {times > 1 && <span className={css.muted}> ({t('trouble.repeated', { count: times })})</span>}
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          onDismiss && (
            <Button
              size="small"
              appearance="transparent"
              icon={<DismissRegular />}
              aria-label={t('act.dismiss')}
              onClick={onDismiss}
            />
          )
        }
      >
        {NEEDS_REPORT.includes(code) && <CopyButton trouble={trouble} />}
        {action}
      </MessageBarActions>
    </MessageBar>
  )
}

/** The troubles that have been reported, newest first. */
export function TroubleList() {
  const { shown, dismiss } = useTroubles()
  const { t } = useWords()
  if (shown.length === 0) return null
  return (
    <MessageBarGroup className={css.bars} aria-label={t('trouble.list')} role="group">
      {shown.map(({ trouble, times }) => (
        <TroubleBar
          key={`${trouble.code} ${trouble.message}`}
          trouble={trouble}
          times={times}
          onDismiss={() => dismiss(trouble)}
        />
      ))}
    </MessageBarGroup>
  )
}
