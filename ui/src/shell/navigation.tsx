import {
  ArrowDownloadRegular,
  BookRegular,
  DocumentPdfRegular,
  GridRegular,
  HistoryRegular,
  PersonSearchRegular,
  ScalesRegular,
  SettingsRegular,
  SignatureRegular,
  TaskListLtrRegular,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'

import type { Overview } from '../generated/api'
import { isOverdue } from '../parts/expected'
import type { Room } from '../parts/place'
import { address, roomKey, ROOMS, usePlace } from '../parts/place'
import { useSession } from '../parts/session'
import { countText, useWords } from '../words/use-words'
import css from './frame.module.css'

const ICONS: Record<Room, ReactNode> = {
  overblik: <GridRegular />,
  kilder: <ArrowDownloadRegular />,
  afstem: <ScalesRegular />,
  borger: <PersonSearchRegular />,
  kontrol: <TaskListLtrRegular />,
  godkend: <SignatureRegular />,
  rapporter: <DocumentPdfRegular />,
  regler: <BookRegular />,
  revisionslog: <HistoryRegular />,
  indstillinger: <SettingsRegular />,
}

function openDifferences(overview: Overview): number {
  return overview.reconciliations.reduce((sum, one) => sum + (one.open ?? 0), 0)
}

function Badge({ count, name, tone }: { count: number; name: string; tone: 'care' | 'plain' }) {
  if (count === 0) return null
  return (
    <span className={css.badge} data-tone={tone} title={name}>
      <span aria-hidden="true">{countText(count)}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  )
}

function RoomBadge({ room }: { room: Room }) {
  const { t } = useWords()
  const { overview } = useSession()
  if (!overview) return null
  if (room === 'kilder') {
    const count = overview.missing.filter(isOverdue).length
    return <Badge count={count} name={t('nav.missingCount', { count })} tone="care" />
  }
  if (room === 'afstem') {
    const count = openDifferences(overview)
    return <Badge count={count} name={t('nav.differenceCount', { count })} tone="plain" />
  }
  return null
}

/** The rooms, with what waits in them. */
export function Navigation() {
  const { t } = useWords()
  const place = usePlace()
  return (
    <nav className={css.navigation} aria-label={t('nav.label')}>
      <ul>
        {ROOMS.map((room, at) => (
          <li key={room}>
            <a
              className={css.room}
              href={address({ room, what: null })}
              aria-current={place.room === room ? 'page' : undefined}
              title={`${t(`nav.${room}`)} (${roomKey(at)})`}
            >
              {ICONS[room]}
              <span className={css.roomName}>{t(`nav.${room}`)}</span>
              <RoomBadge room={room} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
