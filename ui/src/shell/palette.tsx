import { Dialog, DialogSurface, DialogTitle, Input } from '@fluentui/react-components'
import { SearchRegular } from '@fluentui/react-icons'
import type { KeyboardEvent } from 'react'
import { useEffect, useId, useRef, useState } from 'react'

import type { Command } from '../parts/commands'
import { keyText, matching, offeredCommands } from '../parts/commands'
import { useWords } from '../words/use-words'
import css from './palette.module.css'

/** Everything that can be done now, found by typing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const current = useRef<HTMLLIElement>(null)
  // Asked anew with every letter: what is on screen may have come since.
  const found = matching(offeredCommands(), typed)
  const chosen = found[Math.min(at, found.length - 1)]
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const perform = (command: Command | undefined) => {
    if (command === undefined) return
    onClose()
    // After the dialog is gone, so that what is done meets the window and not the dialog's focus keeper.
    setTimeout(command.act)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
    if (event.key === 'Enter') perform(chosen)
    else if (step === undefined) return
    else setAt(Math.max(0, Math.min(found.length - 1, at + step)))
    event.preventDefault()
  }
  const option = (place: number) => `${list}-${place}`
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.surface} aria-label={t('palette.title')}>
        <DialogTitle className="visually-hidden">{t('palette.title')}</DialogTitle>
        <Input
          className={css.input}
          contentBefore={<SearchRegular />}
          placeholder={t('palette.hint')}
          aria-label={t('palette.hint')}
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? option(found.indexOf(chosen)) : undefined}
          autoFocus
          value={typed}
          onChange={(_, { value }) => {
            setTyped(value)
            setAt(0)
          }}
          onKeyDown={press}
        />
        <ul id={list} className={css.list} role="listbox" aria-label={t('palette.title')}>
          {found.map((command, place) => (
            <li
              key={`${place} ${command.text}`}
              id={option(place)}
              ref={command === chosen ? current : undefined}
              className={css.option}
              role="option"
              aria-selected={command === chosen}
              onMouseMove={() => setAt(place)}
              onClick={() => perform(command)}
            >
              <span>{command.text}</span>
              {command.keys?.slice(0, 1).map((key) => <kbd key={key}>{keyText(key)}</kbd>)}
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className={css.nothing}>{t('palette.nothing')}</p>}
      </DialogSurface>
    </Dialog>
  )
}
