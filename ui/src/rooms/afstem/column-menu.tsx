import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { ColumnTripleRegular } from '@fluentui/react-icons'

import type { PointState } from '../../generated/api'
import { useWords } from '../../words/use-words'
import { type Layout, PLAIN } from './column-layout'
import { shortName } from './grid-columns'

const PINNED = 'pinned'

type Props = { points: PointState[]; hasFields: boolean; layout: Layout; onLayout: (layout: Layout) => void }

/** Which columns are shown, and whether the first stays in view. Order and width are changed in the list itself. */
export function ColumnMenu({ points, hasFields, layout, onLayout }: Props) {
  const { t } = useWords()
  const amounts = points.map((point, at) => [['a', 'b', 'c'][at] ?? '', shortName(point)] as const)
  const columns = [
    ['cause', t('afstem.column.cause')],
    hasFields ? ['field', t('afstem.column.field')] : ['account', t('afstem.column.account')],
    ...amounts,
    ['direction', t('afstem.column.direction')],
    ['certainty', t('afstem.column.certainty')],
    ['status', t('afstem.column.status')],
  ] as const
  const shown = columns.map(([id]) => id).filter((id) => !layout.hidden.includes(id))
  const change = (checked: string[]) => {
    const hidden = columns.map(([id]) => id).filter((id) => !checked.includes(id))
    onLayout({ ...layout, hidden: [...hidden], isFirstPinned: checked.includes(PINNED) })
  }
  return (
    <Menu
      checkedValues={{ columns: layout.isFirstPinned ? [...shown, PINNED] : [...shown] }}
      onCheckedValueChange={(_, { checkedItems }) => change(checkedItems)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          size="small"
          appearance="subtle"
          icon={<ColumnTripleRegular />}
          aria-label={t('afstem.columns')}
          title={t('afstem.columns')}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {columns.map(([id, name]) => (
            <MenuItemCheckbox key={id} name="columns" value={id}>
              {name}
            </MenuItemCheckbox>
          ))}
          <MenuDivider />
          <MenuItemCheckbox name="columns" value={PINNED}>
            {t('afstem.pinFirst')}
          </MenuItemCheckbox>
          <MenuItem onClick={() => onLayout(PLAIN)}>{t('afstem.resetColumns')}</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
