import {
  CheckmarkCircleRegular,
  ErrorCircleRegular,
  InfoRegular,
  QuestionCircleRegular,
  WarningRegular,
} from '@fluentui/react-icons'
import type { CSSProperties, ReactNode } from 'react'

import css from './parts.module.css'

/** How something stands: good, to be looked at, bad, or just so. */
export type Tone = 'good' | 'care' | 'bad' | 'plain'

const ICONS = {
  good: <CheckmarkCircleRegular />,
  care: <WarningRegular />,
  bad: <ErrorCircleRegular />,
  plain: <InfoRegular />,
}

/** A word with a colour and a sign: colour is never alone. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={css.tag} data-tone={tone}>
      {ICONS[tone]}
      {children}
    </span>
  )
}

const CERTAINTY_TONES: Record<string, Tone> = { proven: 'good', suggested: 'care' }

/** How sure a cause is. */
export function CertaintyTag({ certainty, label }: { certainty: string; label: string }) {
  const tone = CERTAINTY_TONES[certainty] ?? 'plain'
  return (
    <span className={css.tag} data-tone={tone}>
      {tone === 'good' ? <CheckmarkCircleRegular /> : <QuestionCircleRegular />}
      {label}
    </span>
  )
}

type CardProps = {
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string | undefined
  label?: string | undefined
}

/** A titled surface. */
export function Card({ title, actions, children, className, label }: CardProps) {
  return (
    <section className={[css.card, className].join(' ')} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      <div className={css.cardHead}>
        <h2 className={css.cardTitle}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}

type EmptyProps = { icon: ReactNode; title: string; text: ReactNode; action?: ReactNode; tone?: Tone }

/** A state without content, and what to do about it. */
export function EmptyState({ icon, title, text, action, tone = 'plain' }: EmptyProps) {
  return (
    <div className={css.empty}>
      <span className={css.emptyIcon} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <h2 className={css.emptyTitle}>{title}</h2>
      <div className={css.emptyText}>{text}</div>
      {action}
    </div>
  )
}

/** Room for what is still on its way, so that nothing moves when it comes. */
export function Wait({ height, style }: { height: number | string; style?: CSSProperties }) {
  return <div className={css.wait} style={{ height, ...style }} aria-hidden="true" />
}

export const table = css.table
export const number = css.number
export const muted = css.muted
export const scroll = css.scroll
export const pushed = css.pushed
export const card = css.card
export const linkButton = css.linkButton
