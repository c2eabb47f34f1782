import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components'

import { ROOMS } from '../parts/place'
import { useWords } from '../words/use-words'
import css from './frame.module.css'

/** All keys of the window. */
export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useWords()
  const rows: [string[], string][] = [
    [['Alt+1', '…', `Alt+${ROOMS.length}`], t('shortcuts.rooms')],
    [['Alt+←', 'Alt+→'], t('shortcuts.period')],
    [['F5'], t('shortcuts.run')],
    [['J', 'K', '↓', '↑'], t('shortcuts.next')],
    [['←', '→', t('shortcuts.space')], t('shortcuts.fold')],
    [['Enter'], t('shortcuts.source')],
    [['/'], t('shortcuts.filter')],
    [['Ctrl+Z'], t('shortcuts.undo')],
    [['Esc'], t('shortcuts.close')],
    [['?'], t('shortcuts.sheet')],
  ]
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('shortcuts.title')}</DialogTitle>
          <DialogContent>
            <dl className={css.sheet}>
              {rows.map(([keys, text]) => (
                <div key={text} style={{ display: 'contents' }}>
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
