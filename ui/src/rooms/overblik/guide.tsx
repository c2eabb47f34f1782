import { Button } from '@fluentui/react-components'
import { CheckmarkCircleFilled, CircleRegular, DismissRegular, RecordRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { NextStep } from '../../generated/api'
import type { Room } from '../../parts/place'
import { address } from '../../parts/place'
import { remember, remembered } from '../../parts/remembered'
import { useSession } from '../../parts/session'
import { trialFolder } from '../../parts/trial'
import { useWords } from '../../words/use-words'
import css from './overblik.module.css'

/** The way through a month; which step is next follows from the workspace alone. */
const STEPS: readonly { id: 'deliver' | 'match' | 'work' | 'sign' | 'approve' | 'report'; room: Room; isNext: readonly NextStep[] }[] = [
  { id: 'deliver', room: 'kilder', isNext: ['deliver', 'deliver_missing'] },
  { id: 'match', room: 'overblik', isNext: ['match'] },
  { id: 'work', room: 'afstem', isNext: ['work'] },
  { id: 'sign', room: 'godkend', isNext: ['sign'] },
  { id: 'approve', room: 'godkend', isNext: ['approve'] },
  { id: 'report', room: 'rapporter', isNext: ['done'] },
]

const HIDDEN = 'guide.hidden'

/** A month in six steps, for as long as somebody wants to see them. */
export function Guide({ step }: { step: NextStep }) {
  const { t } = useWords()
  const { info } = useSession()
  const [isHidden, setIsHidden] = useState(() => remembered(HIDDEN) !== null)
  if (isHidden) return null
  const next = STEPS.findIndex(({ isNext }) => isNext.includes(step))
  const folder = step === 'deliver' ? trialFolder(info?.workspace?.file ?? '') : null
  const hide = () => {
    remember(HIDDEN, 'yes')
    setIsHidden(true)
  }
  return (
    <section className={css.guide} aria-label={t('guide.title')}>
      <ol>
        {STEPS.map(({ id, room }, at) => (
          <li key={id} aria-current={at === next ? 'step' : undefined} data-done={at < next}>
            {at < next ? <CheckmarkCircleFilled aria-label={t('guide.isDone')} /> : at === next ? <RecordRegular /> : <CircleRegular />}
            <a href={address({ room, what: null })}>{t(`guide.${id}`)}</a>
          </li>
        ))}
      </ol>
      <Button size="small" appearance="subtle" icon={<DismissRegular />} aria-label={t('guide.hide')} title={t('guide.hide')} onClick={hide} />
      {folder !== null && <p>{t('guide.files', { folder })}</p>}
    </section>
  )
}
