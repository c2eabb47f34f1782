import {
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { DoorRegular, KeyboardRegular, PersonRegular, SearchRegular } from '@fluentui/react-icons'

import { useHost } from '../parts/host-context'
import { useSession } from '../parts/session'
import { useTroubles } from '../parts/troubles'
import { useAnswers } from '../parts/use-answer'
import type { Language } from '../words/start'
import { speak } from '../words/start'
import { useWords } from '../words/use-words'
import css from './frame.module.css'
import { Mark } from './mark'
import { PeriodSwitcher } from './period-switcher'
import type { ThemeChoice } from './theme'

type Props = {
  theme: { choice: ThemeChoice; choose: (choice: ThemeChoice) => void }
  onShortcuts: () => void
  onPalette: () => void
}

const LANGUAGES: { id: Language; name: string }[] = [
  { id: 'da', name: 'Dansk' },
  { id: 'en', name: 'English' },
]

function UserMenu({ theme, onShortcuts, onPalette }: Props) {
  const { t, language } = useWords()
  const { info } = useSession()
  const host = useHost()
  const answers = useAnswers()
  const { attempt } = useTroubles()
  const who = info?.who ?? ''

  const choose = (name: string, value: string | undefined) => {
    if (name === 'language') void speak(value === 'en' ? 'en' : 'da')
    else if (value === 'system' || value === 'light' || value === 'dark') theme.choose(value)
  }
  const close = () => {
    void attempt(async () => {
      await host.rpc('workspace_close', {})
      answers.forget()
    })
  }
  return (
    <Menu
      checkedValues={{ language: [language], theme: [theme.choice] }}
      onCheckedValueChange={(_, { name, checkedItems }) => choose(name, checkedItems.at(-1))}
    >
      <MenuTrigger disableButtonEnhancement>
        <button type="button" className={css.onBrand} aria-label={t('header.menu', { who })}>
          <PersonRegular fontSize={18} />
          {who}
        </button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{t('header.language')}</MenuGroupHeader>
            {LANGUAGES.map(({ id, name }) => (
              <MenuItemRadio key={id} name="language" value={id} lang={id}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{t('header.theme')}</MenuGroupHeader>
            <MenuItemRadio name="theme" value="system">
              {t('header.themeSystem')}
            </MenuItemRadio>
            <MenuItemRadio name="theme" value="light">
              {t('header.themeLight')}
            </MenuItemRadio>
            <MenuItemRadio name="theme" value="dark">
              {t('header.themeDark')}
            </MenuItemRadio>
          </MenuGroup>
          <MenuDivider />
          <MenuItem icon={<SearchRegular />} secondaryContent="Ctrl+K" onClick={onPalette}>
            {t('palette.open')}
          </MenuItem>
          <MenuItem icon={<KeyboardRegular />} secondaryContent="?" onClick={onShortcuts}>
            {t('header.shortcuts')}
          </MenuItem>
          <MenuItem icon={<DoorRegular />} onClick={close}>
            {t('header.closeWorkspace')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

/** Whose workspace it is, which period, and who works. */
export function Header(props: Props) {
  const { t } = useWords()
  const { info } = useSession()
  const workspace = info?.workspace
  return (
    <header className={css.header}>
      <span className={css.brand}>
        <Mark />
        {t('app.name')}
      </span>
      <span className={css.municipality}>
        {workspace?.name}
        {workspace?.is_read_only === true && (
          <span title={workspace.locked_by ?? undefined}>
            {' '}
            · {workspace.locked_by === null ? t('header.readOnly') : t('header.lockedBy', { who: workspace.locked_by })}
          </span>
        )}
      </span>
      <span className={css.spring} />
      <PeriodSwitcher />
      <UserMenu {...props} />
    </header>
  )
}
