import type { DeliveryRow } from '../../generated/api'
import type { Tone } from '../../parts/pieces'
import { Tag } from '../../parts/pieces'
import { useWords } from '../../words/use-words'

const KNOWN = ['preview', 'imported', 'already_imported', 'superseded_older', 'cancelled', 'refused'] as const

const TONES: Record<string, Tone> = {
  preview: 'good',
  imported: 'good',
  already_imported: 'plain',
  superseded_older: 'good',
  cancelled: 'care',
  needed: 'care',
  refused: 'bad',
  undone: 'plain',
}

/** What became, or would become, of a file. Rejected rows make an accepted file one to look at. */
export function FileStatus({ row }: { row: DeliveryRow }) {
  const { t } = useWords()
  const isQuestion = row.status === 'refused' && row.attention === 'needed'
  const known = row.is_undone ? 'undone' : isQuestion ? 'needed' : KNOWN.find((one) => one === row.status)
  const tone = TONES[known ?? ''] ?? 'plain'
  const label = known ? t(`kilder.fileStatus.${known}`) : row.status
  return <Tag tone={tone === 'good' && row.rejected > 0 ? 'care' : tone}>{label}</Tag>
}
