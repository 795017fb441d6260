import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loginApi } from '../../realtime/api.ts'
import type { SandboxAgents } from '../../realtime/http.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import styles from './DemoLogins.module.css'

type DemoAgent = SandboxAgents['agents'][number]

/** The demo's agents; none where there is no simulated WeChat. */
export function useDemoAgents(isDemo: boolean): readonly DemoAgent[] {
  const [agents, setAgents] = useState<readonly DemoAgent[]>([])
  useEffect(() => {
    if (!isDemo) return
    let gone = false
    loginApi.sandboxAgents().then(
      (answer) => {
        if (!gone) setAgents(answer.agents)
      },
      () => {
        // Without them the usual ways are left.
      },
    )
    return () => {
      gone = true
    }
  }, [isDemo])
  return agents
}

/** In a demo a click on one of its agents logs in. */
export function DemoLogins({
  agents,
  onSandbox,
}: {
  agents: readonly DemoAgent[]
  onSandbox: (agentId: string) => void
}) {
  const { t } = useTranslation('login')
  const clickable = agents.filter(({ oneClick }) => oneClick)
  if (clickable.length === 0) return null
  return (
    <section className={styles.demo} aria-labelledby="demo">
      <h2 id="demo" className={styles.title}>
        {t('sandbox')}
      </h2>
      <ul className={styles.agents}>
        {clickable.map(({ agentId, name }) => (
          <li key={agentId}>
            <button
              type="button"
              className={styles.agent}
              aria-label={t('sandboxAs', { name })}
              onClick={() => onSandbox(agentId)}
            >
              {/* Their pictures are for whoever is logged in. */}
              <Avatar name={name} hue={null} size={40} />
              {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Below a demo's QR: whose simulated phone scans it, in a window of its own. */
export function DemoPhones({
  agents,
  sandboxUrl,
  url,
}: {
  agents: readonly DemoAgent[]
  sandboxUrl: string
  url: string
}) {
  const { t } = useTranslation('login')
  return (
    <p className={styles.phones}>
      {agents.map(({ agentId, name, phone }) =>
        phone === null ? null : (
          <a
            key={agentId}
            href={`${sandboxUrl}/phone/${encodeURIComponent(phone)}?scan=${encodeURIComponent(url)}`}
            target={`phone-${phone}`}
            rel="noopener"
          >
            {t('scanAs', { name })}
          </a>
        ),
      )}
    </p>
  )
}
