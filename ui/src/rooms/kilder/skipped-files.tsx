import { MessageBar, MessageBarBody } from '@fluentui/react-components'

import type { SkippedFile } from '../../generated/api'
import { useWords } from '../../words/use-words'

const NAMED_MAX = 8
const REASONS = ['hidden', 'temporary', 'workspace', 'link', 'too_many', 'unreadable'] as const

/** What lay among the files and is no delivery. */
export function SkippedFiles({ skipped, foundNothing }: { skipped: SkippedFile[]; foundNothing: boolean }) {
  const { t } = useWords()
  const reason = (why: string) => {
    const known = REASONS.find((one) => one === why)
    return known ? t(`kilder.skippedWhy.${known}`) : why
  }
  if (skipped.length === 0 && !foundNothing) return null
  const named = skipped.slice(0, NAMED_MAX).map(({ name, why }) => `${name} (${reason(why)})`)
  const rest = skipped.length - named.length
  const isGrave = foundNothing || skipped.some(({ why }) => why === 'too_many' || why === 'unreadable')
  return (
    <MessageBar intent={isGrave ? 'warning' : 'info'} layout="multiline">
      <MessageBarBody>
        {foundNothing && `${t('kilder.nothingFound')} `}
        {skipped.length > 0 && `${t('kilder.skipped', { count: skipped.length })} ${named.join(', ')}`}
        {rest > 0 && ` ${t('kilder.skippedMore', { count: rest })}`}
        {skipped.length > 0 && '.'}
      </MessageBarBody>
    </MessageBar>
  )
}
