import { Button } from '@fluentui/react-components'
import { CheckmarkCircleRegular, SignatureRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { BlockerRow, ClosingView, PeriodName, SignAct } from '../../generated/api'
import { useCommands } from '../../parts/commands'
import { Card, linkButton, pushed, Tag, Wait } from '../../parts/pieces'
import type { Room } from '../../parts/place'
import { go, ROOMS } from '../../parts/place'
import { TroubleBar } from '../../parts/troubles'
import { useAnswer } from '../../parts/use-answer'
import { countText, useWords } from '../../words/use-words'
import css from './godkend.module.css'
import { SignDialog } from './sign-dialog'
import { Versions } from './versions'

function Blocker({ blocker, reconciliation }: { blocker: BlockerRow; reconciliation: string }) {
  const { t } = useWords()
  const room: Room = ROOMS.find((one) => one === blocker.room) ?? 'afstem'
  return (
    <li className={css.blocker}>
      <Tag tone={blocker.is_hard ? 'bad' : 'care'}>
        {blocker.is_hard ? t('godkend.blocks') : t('godkend.toBeNoted')}
      </Tag>
      <span>{blocker.text}</span>
      {room !== 'godkend' && (
        <button type="button" className={linkButton} onClick={() => go(room, room === 'afstem' ? reconciliation : null)}>
          {t('godkend.go')} {t(`nav.${room}`)}
        </button>
      )}
    </li>
  )
}

function Blockers({ view }: { view: ClosingView }) {
  const { t } = useWords()
  if (view.blockers.length === 0) {
    return (
      <p className={css.ready}>
        <CheckmarkCircleRegular /> {t('godkend.ready')}
      </p>
    )
  }
  return (
    <ul className={css.blockers}>
      {view.blockers.map((one) => (
        <Blocker key={one.code + one.text} blocker={one} reconciliation={view.reconciliation} />
      ))}
    </ul>
  )
}

function Actions({ view, onAct }: { view: ClosingView; onAct: (act: SignAct) => void }) {
  const { t } = useWords()
  const isWaiting = view.versions.some(({ state }) => state === 'waiting')
  const isDone = view.versions.some(({ state, covers_present: covers }) => state === 'approved' && covers)
  const offered: SignAct[] = isDone ? [] : isWaiting ? ['approve', 'return'] : view.is_ready ? ['prepare'] : []
  useCommands(offered.map((act) => ({ text: `${view.name}: ${t(`godkend.${act}`)}`, act: () => onAct(act) })))
  if (isDone) return null
  return (
    <div className={css.actions}>
      {isWaiting ? (
        <>
          <Button appearance="primary" icon={<SignatureRegular />} onClick={() => onAct('approve')}>
            {t('godkend.approve')}
          </Button>
          <Button onClick={() => onAct('return')}>{t('godkend.return')}</Button>
        </>
      ) : (
        <Button
          appearance="primary"
          icon={<SignatureRegular />}
          disabled={!view.is_ready}
          onClick={() => onAct('prepare')}
        >
          {t('godkend.prepare')}
        </Button>
      )}
    </div>
  )
}

/** One reconciliation on its way to two signatures. */
export function ClosingCard({ reconciliation, period }: { reconciliation: string; period: PeriodName }) {
  const { t } = useWords()
  const { data, trouble } = useAnswer('closing_view', { reconciliation, period: period.id })
  const [act, setAct] = useState<SignAct>()
  if (trouble) return <TroubleBar trouble={trouble} />
  if (!data) return <Wait height={180} />
  const { progress } = data
  return (
    <Card
      title={data.name}
      actions={
        progress && (
          <span className={`${css.progress} ${pushed}`}>
            {t('work.progress', {
              open: countText(progress.open),
              carried: countText(progress.carried),
              resolved: countText(progress.resolved),
            })}
          </span>
        )
      }
    >
      <div className={css.body}>
        <Blockers view={data} />
        <Actions view={data} onAct={setAct} />
        <Versions view={data} period={period} />
      </div>
      {act && <SignDialog view={data} period={period} act={act} onClose={() => setAct(undefined)} />}
    </Card>
  )
}
