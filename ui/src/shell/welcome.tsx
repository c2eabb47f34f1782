import { Button, Link } from '@fluentui/react-components'
import { AddRegular, ChevronRightRegular, DismissRegular, FolderOpenRegular, LearningAppRegular } from '@fluentui/react-icons'
import { useEffect, useRef, useState } from 'react'

import { Trouble } from '../host'
import { useHost } from '../parts/host-context'
import { useSession } from '../parts/session'
import { TroubleList, useTroubles } from '../parts/troubles'
import { useAnswers } from '../parts/use-answer'
import { useWords } from '../words/use-words'
import { speak } from '../words/start'
import { rememberTrial } from '../parts/trial'
import { CreateForm, fileNameFor } from './create-form'
import { Mark } from './mark'
import type { Recent } from './recent'
import { forgetWorkspace, recentWorkspaces, rememberWorkspace } from './recent'
import { UnlockForm } from './unlock-form'
import css from './welcome.module.css'

type Step = { at: 'start' } | { at: 'create' } | { at: 'unlock'; path: string }

function fileOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/** Opens a workspace; one that is encrypted and has no passphrase yet leads to the prompt. */
function useOpening(onPassphrase: (path: string) => void) {
  const host = useHost()
  const answers = useAnswers()
  const { choosePeriod } = useSession()
  const { attempt } = useTroubles()
  const opened = (path: string, name: string) => {
    rememberWorkspace({ path, name })
    choosePeriod(null)
    answers.forget()
  }
  const open = (path: string) =>
    attempt(async () => {
      try {
        const workspace = await host.rpc('workspace_open', { path, passphrase: null, break_lock: false })
        opened(path, workspace.name)
      } catch (thrown) {
        if (!(thrown instanceof Trouble) || thrown.code !== 'passphrase') throw thrown
        onPassphrase(path)
      }
    })
  return { open, opened }
}

/** A workspace named when the program was started is asked for once, so that leaving it does not bring it back. */
let hasAsked = false

function useStartedWith(open: (path: string) => void) {
  const { startedWith } = useHost()
  const latest = useRef(open)
  useEffect(() => {
    latest.current = open
  })
  useEffect(() => {
    if (startedWith === null || hasAsked) return
    hasAsked = true
    latest.current(startedWith)
  }, [startedWith])
}

function RecentList({ onOpen }: { onOpen: (path: string) => void }) {
  const { t } = useWords()
  const [recent, setRecent] = useState<Recent[]>(recentWorkspaces)
  if (recent.length === 0) return null
  return (
    <section aria-labelledby="recent">
      <h2 id="recent" className={css.recentTitle}>
        {t('welcome.recent')}
      </h2>
      <ul className={css.recent}>
        {recent.map(({ path, name }) => (
          <li key={path}>
            <button type="button" className={css.recentOne} onClick={() => onOpen(path)} title={path}>
              <b>{name}</b>
              <span>{fileOf(path)}</span>
            </button>
            <Button
              size="small"
              appearance="subtle"
              icon={<DismissRegular />}
              aria-label={t('welcome.forget', { name })}
              onClick={() => setRecent(forgetWorkspace(path))}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

type StartProps = { onOpen: (path: string) => void; onCreate: () => void; onOpened: (path: string, name: string) => void }

function Start({ onOpen, onCreate, onOpened }: StartProps) {
  const { t } = useWords()
  const host = useHost()
  const { attempt } = useTroubles()
  const pick = () =>
    attempt(async () => {
      const filter = { name: t('welcome.filter'), extensions: ['trepunkt'] }
      const [path] = await host.pickFiles({ title: t('welcome.pickOpen'), filter })
      if (path !== undefined) onOpen(path)
    })
  const tryOut = () =>
    attempt(async () => {
      const filter = { name: t('welcome.filter'), extensions: ['trepunkt'] }
      const path = await host.pickSavePath({ title: t('welcome.pickTrial'), filter, suggested: fileNameFor(t('welcome.trialName')) })
      if (path === null) return
      const made = await host.rpc('sample_create', { path })
      rememberTrial(path, made.folder)
      onOpened(path, made.workspace.name)
    })
  return (
    <>
      <p className={css.lead}>{t('welcome.lead')}</p>
      <div className={css.choices}>
        <button type="button" className={css.choice} onClick={() => void pick()}>
          <FolderOpenRegular />
          <span>
            <b>{t('welcome.open')}</b>
            <span>{t('welcome.openHint')}</span>
          </span>
          <ChevronRightRegular />
        </button>
        <button type="button" className={css.choice} onClick={onCreate}>
          <AddRegular />
          <span>
            <b>{t('welcome.create')}</b>
            <span>{t('welcome.createHint')}</span>
          </span>
          <ChevronRightRegular />
        </button>
        <button type="button" className={css.choice} onClick={() => void tryOut()}>
          <LearningAppRegular />
          <span>
            <b>{t('welcome.trial')}</b>
            <span>{t('welcome.trialHint')}</span>
          </span>
          <ChevronRightRegular />
        </button>
      </div>
      <RecentList onOpen={onOpen} />
    </>
  )
}

/** The first screen: open a workspace, or create one. */
export function Welcome({ version }: { version: string }) {
  const { t, language } = useWords()
  const [step, setStep] = useState<Step>({ at: 'start' })
  const { open, opened } = useOpening((path) => setStep({ at: 'unlock', path }))
  const back = () => setStep({ at: 'start' })
  useStartedWith((path) => void open(path))
  return (
    <main className={css.welcome}>
      <div className={css.panel}>
        <div className={css.head}>
          <Mark />
          <div>
            <h1>{t('welcome.title')}</h1>
            <p>{t('app.tagline')}</p>
          </div>
        </div>
        <TroubleList />
        <div className={css.body}>
          {step.at === 'start' && (
            <Start onOpen={(path) => void open(path)} onCreate={() => setStep({ at: 'create' })} onOpened={opened} />
          )}
          {step.at === 'create' && <CreateForm onBack={back} onDone={opened} />}
          {step.at === 'unlock' && (
            <UnlockForm path={step.path} file={fileOf(step.path)} onBack={back} onDone={opened} />
          )}
        </div>
        <div className={css.foot}>
          <span>{t('app.version', { version })}</span>
          <Link as="button" lang={language === 'da' ? 'en' : 'da'} onClick={() => void speak(language === 'da' ? 'en' : 'da')}>
            {language === 'da' ? 'English' : 'Dansk'}
          </Link>
        </div>
      </div>
    </main>
  )
}
