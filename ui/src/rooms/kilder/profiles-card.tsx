import { Button } from '@fluentui/react-components'
import { ArrowDownloadRegular, ArrowUploadRegular, DeleteRegular } from '@fluentui/react-icons'

import type { ProfileRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { Card, pushed, scroll, table, Tag, Wait } from '../../parts/pieces'
import { useToast } from '../../parts/toast'
import { TroubleBar, useTroubles } from '../../parts/troubles'
import { useAnswer, useAnswers } from '../../parts/use-answer'
import { useWords } from '../../words/use-words'
import css from './kilder.module.css'

const ENDING = 'toml'

function useProfiles() {
  const { t } = useWords()
  const host = useHost()
  const answers = useAnswers()
  const toast = useToast()
  const { attempt } = useTroubles()
  const filter = { name: t('profiles.filter'), extensions: [ENDING] }
  return {
    take: () =>
      attempt(async () => {
        const [path] = await host.pickFiles({ title: t('profiles.import'), filter })
        if (path === undefined) return
        const { name } = await host.rpc('profile_import', { path })
        answers.outdate()
        toast({ text: t('profiles.imported', { name }), intent: 'success' })
      }),
    give: (name: string) =>
      attempt(async () => {
        const path = await host.pickSavePath({ title: t('profiles.export'), filter, suggested: `${name}.${ENDING}` })
        if (path === null) return
        const { file } = await host.rpc('profile_export', { name, path })
        await host.deliver(file)
        toast({ text: t('profiles.exported', { file: file.split(/[\\/]/).at(-1) ?? file }), intent: 'success' })
      }),
    remove: (name: string) =>
      attempt(async () => {
        await host.rpc('profile_delete', { name })
        answers.outdate()
        toast({ text: t('profiles.removed', { name }), intent: 'success' })
      }),
  }
}

function Row({ profile, onGive, onRemove }: { profile: ProfileRow; onGive: () => void; onRemove: () => void }) {
  const { t, kind } = useWords()
  const { draft, is_shipped: isShipped, saved, who, kind_name: kindName } = profile
  const { name } = draft
  return (
    <tr>
      <td>
        {name} {isShipped && <Tag tone="plain">{t('profiles.shipped')}</Tag>}
      </td>
      <td>{kind(draft.kind, kindName)}</td>
      <td className={css.headers} title={draft.headers.join(' · ')}>
        {draft.headers.join(' · ')}
      </td>
      <td>
        {saved}
        <small>{who}</small>
      </td>
      <td className={css.rowActions}>
        <Button
          size="small"
          appearance="subtle"
          icon={<ArrowDownloadRegular />}
          aria-label={t('profiles.exportOne', { name })}
          title={t('profiles.export')}
          onClick={onGive}
        />
        {!isShipped && (
          <Button
            size="small"
            appearance="subtle"
            icon={<DeleteRegular />}
            aria-label={t('profiles.removeOne', { name })}
            title={t('profiles.remove')}
            onClick={onRemove}
          />
        )}
      </td>
    </tr>
  )
}

/** The profiles that tables nobody foresaw are read by; for a colleague as a file. */
export function ProfilesCard() {
  const { t } = useWords()
  const { data, trouble } = useAnswer('profile_list', {})
  const { take, give, remove } = useProfiles()
  if (trouble) return <TroubleBar trouble={trouble} />
  if (data === undefined) return <Wait height={160} />
  return (
    <Card
      title={t('profiles.title')}
      actions={
        <>
          <span className={pushed} />
          <Button size="small" icon={<ArrowUploadRegular />} onClick={() => void take()}>
            {t('profiles.import')}
          </Button>
        </>
      }
    >
      <div className={scroll}>
        <table className={`${table} ${css.history}`}>
          <thead>
            <tr>
              <th scope="col">{t('profiles.name')}</th>
              <th scope="col">{t('kilder.kind')}</th>
              <th scope="col">{t('profiles.headers')}</th>
              <th scope="col">{t('profiles.saved')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('profiles.export')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.profiles.map((profile) => (
              <Row
                key={profile.draft.name}
                profile={profile}
                onGive={() => void give(profile.draft.name)}
                onRemove={() => void remove(profile.draft.name)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.note}>{t('profiles.hint')}</p>
    </Card>
  )
}
