import { Button } from '@fluentui/react-components'
import { ShieldCheckmarkRegular } from '@fluentui/react-icons'
import { useState } from 'react'

import type { VerifyRow } from '../../generated/api'
import { useHost } from '../../parts/host-context'
import { useJobs } from '../../parts/jobs'
import { Card, pushed, scroll, table, Tag } from '../../parts/pieces'
import { countText, useWords } from '../../words/use-words'
import css from './revisionslog.module.css'

function Checks({ checks }: { checks: VerifyRow[] }) {
  const { t } = useWords()
  const failed = checks.filter(({ ok }) => !ok)
  const shown = failed.length > 0 ? failed : checks
  return (
    <>
      <p className={css.outcome} role="status">
        <Tag tone={failed.length > 0 ? 'bad' : 'good'}>
          {failed.length > 0
            ? t('log.failed', { count: failed.length })
            : t('log.verified', { count: checks.length, amount: countText(checks.length) })}
        </Tag>
      </p>
      <div className={`${scroll} ${css.checks}`} tabIndex={0} role="region" aria-label={t('log.verifyTitle')}>
        <table className={table}>
          <tbody>
            {shown.map((check) => (
              <tr key={check.what}>
                <td>{check.what}</td>
                <td>
                  <Tag tone={check.ok ? 'good' : 'bad'}>{check.ok ? t('log.ok') : t('log.notOk')}</Tag>
                </td>
                <td className={css.detailCell}>{check.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** Reads every original again, makes every run again, and compares. */
export function Verification() {
  const { t } = useWords()
  const host = useHost()
  const { work, isBusy } = useJobs()
  const [checks, setChecks] = useState<VerifyRow[]>()
  const verify = async () => {
    const done = await work(() => host.rpc('verify_start', { period: null }))
    if (done?.type === 'verified') setChecks(done.checks)
  }
  return (
    <Card
      title={t('log.verifyTitle')}
      actions={
        <Button
          className={pushed}
          size="small"
          icon={<ShieldCheckmarkRegular />}
          disabled={isBusy}
          onClick={() => void verify()}
        >
          {t('log.verify')}
        </Button>
      }
    >
      {checks ? <Checks checks={checks} /> : <p className={css.outcome}>{t('log.verifying')}</p>}
    </Card>
  )
}
