import { Menu, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { ChevronDownRegular, ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons'

import { useSession } from '../parts/session'
import { useWords } from '../words/use-words'
import css from './frame.module.css'

/** The month so many months later: `2026-12` and 1 give `2027-01`. */
export function shifted(period: string, months: number): string {
  const [year = 0, month = 1] = period.split('-').map(Number)
  const number = year * 12 + (month - 1) + months
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}

/** The period that everything is shown for. */
export function PeriodSwitcher() {
  const { t, period: name } = useWords()
  const { period, overview, choosePeriod } = useSession()
  if (period === null) return <span className={css.switcher}><span className={css.onBrand}>{t('header.noPeriod')}</span></span>
  const delivered = overview?.periods ?? []
  return (
    <div className={css.switcher} role="group" aria-label={t('header.period')}>
      <button
        type="button"
        className={css.onBrand}
        aria-label={t('header.earlier')}
        title={`${t('header.earlier')} (Alt+←)`}
        onClick={() => choosePeriod(shifted(period.id, -1))}
      >
        <ChevronLeftRegular />
      </button>
      <Menu
        checkedValues={{ period: [period.id] }}
        onCheckedValueChange={(_, { checkedItems }) => choosePeriod(checkedItems[0] ?? period.id)}
      >
        <MenuTrigger disableButtonEnhancement>
          <button
            type="button"
            className={`${css.onBrand} ${css.periodName}`}
            aria-label={t('header.choosePeriod', { name: name(period) })}
          >
            {name(period)}
            <ChevronDownRegular fontSize={12} />
          </button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {delivered.map((one) => (
              <MenuItemRadio key={one.id} name="period" value={one.id}>
                {name(one)}
              </MenuItemRadio>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      <button
        type="button"
        className={css.onBrand}
        aria-label={t('header.later')}
        title={`${t('header.later')} (Alt+→)`}
        onClick={() => choosePeriod(shifted(period.id, 1))}
      >
        <ChevronRightRegular />
      </button>
    </div>
  )
}
