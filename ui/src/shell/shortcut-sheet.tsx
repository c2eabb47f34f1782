import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components'
import { useState } from 'react'

import { keyText, offeredCommands } from '../parts/commands'
import { useWords } from '../words/use-words'
import css from './frame.module.css'

/** The keys of what is on screen, and those of lists. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [offered] = useState(offeredCommands)
  const withKeys = offered.filter(({ keys = [] }) => keys.length > 0)
  const rows: [string[], string][] = [
    ...withKeys.map(({ keys = [], text }): [string[], string] => [keys.map(keyText), text]),
    [['↓', '↑'], t('shortcuts.rows')],
    [['←', '→', t('shortcuts.space')], t('shortcuts.fold')],
    [['Enter'], t('shortcuts.source')],
    [['Esc'], t('shortcuts.close')],
  ]
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('shortcuts.title')}</DialogTitle>
          <DialogContent tabIndex={0}>
            <dl className={css.sheet}>
              {rows.map(([keys, text]) => (
                <div key={`${keys.join()} ${text}`} style={{ display: 'contents' }}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('act.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
