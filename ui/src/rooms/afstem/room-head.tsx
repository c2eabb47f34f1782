import { Button, Menu, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { ArrowSyncRegular, ChevronDownRegular, DocumentTableRegular, PlayRegular, SaveRegular } from '@fluentui/react-icons'

import type { ReconciliationView, RunView } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { pushed, Tag } from '../../parts/pieces'
import { go } from '../../parts/place'
import { useRun } from '../../parts/run'
import { useSession } from '../../parts/session'
import { useToast } from '../../parts/toast'
import { useTroubles } from '../../parts/troubles'
import { countText, useWords } from '../../words/use-words'
import css from './afstem.module.css'

function Switcher({ view }: { view: ReconciliationView }) {
  const { t } = useWords()
  const { overview } = useSession()
  return (
    <Menu
      checkedValues={{ reconciliation: [view.id] }}
      onCheckedValueChange={(_, { checkedItems }) => go('afstem', checkedItems.at(-1) ?? view.id)}
    >
      <MenuTrigger disableButtonEnhancement>
        <button type="button" className={css.switcher} aria-label={`${t('afstem.choose')}: ${view.name}`}>
          {view.name}
          <ChevronDownRegular fontSize={16} />
        </button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {(overview?.reconciliations ?? []).map(({ id, name }) => (
            <MenuItemRadio key={id} name="reconciliation" value={id}>
              {name}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

function RunTags({ run }: { run: RunView }) {
  const { t } = useWords()
  const count = run.differences
  return (
    <>
      <Tag tone={count === 0 ? 'good' : 'care'}>{t('afstem.differences', { count, amount: countText(count) })}</Tag>
      <Tag tone={run.has_unexplained ? 'bad' : 'good'}>{t('afstem.unexplained', { amount: run.unexplained })}</Tag>
    </>
  )
}

function useExport({ id, period }: ReconciliationView) {
  const { t } = useWords()
  const host = useHost()
  const toast = useToast()
  const { attempt } = useTroubles()
  return (format: 'xlsx' | 'csv') =>
    attempt(async () => {
      const filter = { name: format === 'xlsx' ? 'Excel' : 'CSV', extensions: [format] }
      const suggested = `Differenceliste ${id} ${period.id}.${format}`
      const path = await host.pickSavePath({ title: t('afstem.exportTitle'), filter, suggested })
      if (path === null) return
      const { file } = await host.rpc('difference_export', { reconciliation: id, period: period.id, format, path })
      await host.deliver(file)
      toast({ text: t('afstem.exported', { file: file.split(/[\\/]/).at(-1) ?? file }), intent: 'success' })
    })
}

function ExportMenu({ view }: { view: ReconciliationView }) {
  const { t } = useWords()
  const exportAs = useExport(view)
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" icon={<SaveRegular />} disabled={view.run === null}>
          {t('act.export')} <ChevronDownRegular fontSize={12} />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<DocumentTableRegular />} onClick={() => void exportAs('xlsx')}>
            {t('act.exportXlsx')}
          </MenuItem>
          <MenuItem icon={<DocumentTableRegular />} onClick={() => void exportAs('csv')}>
            {t('act.exportCsv')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}

/** Which reconciliation it is, how it stands, and what can be done with it. */
export function RoomHead({ view }: { view: ReconciliationView }) {
  const { t } = useWords()
  const { isBusy } = useJobs()
  const run = useRun()
  const isRun = view.run !== null
  return (
    <div className={css.head}>
      <h1>
        <Switcher view={view} />
      </h1>
      {view.run && <RunTags run={view.run} />}
      <span className={pushed} />
      <Button
        size="small"
        appearance={isRun && view.state !== 'outdated' ? 'secondary' : 'primary'}
        icon={isRun ? <ArrowSyncRegular /> : <PlayRegular />}
        disabled={isBusy || view.state === 'missing_points'}
        onClick={() => void run(view.period.id, view.id)}
      >
        {isRun ? t('act.runAgain') : t('act.run')} <kbd className={css.key}>F5</kbd>
      </Button>
      <ExportMenu view={view} />
    </div>
  )
}
