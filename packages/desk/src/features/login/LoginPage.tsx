import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loginApi } from '../../realtime/api.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { LoginCard } from './LoginCard.tsx'
import styles from './LoginPage.module.css'

export interface LoginPageProps {
  /** A simulated WeChat is there, and its agents log in with a click. */
  isDemo: boolean
  onSandbox: (agentId: string) => void
}

interface DemoAgent {
  readonly agentId: string
  readonly name: string
  readonly avatarUrl: string | null
}

/** How one gets in: by a one-time link; in a demo by a click on one of its agents. */
export function LoginPage({ isDemo, onSandbox }: LoginPageProps) {
  const { t } = useTranslation('login')
  const agents = useDemoAgents(isDemo)
  return (
    <LoginCard title={t('title')}>
      {agents.length === 0 ? null : (
        <section className={styles.demo} aria-labelledby="demo">
          <h2 id="demo" className={styles.demoTitle}>
            {t('sandbox')}
          </h2>
          <ul className={styles.agents}>
            {agents.map(({ agentId, name, avatarUrl }) => (
              <li key={agentId}>
                <button
                  type="button"
                  className={styles.agent}
                  aria-label={t('sandboxAs', { name })}
                  onClick={() => onSandbox(agentId)}
                >
                  <Avatar name={name} hue={null} src={avatarUrl} size={40} />
                  {name}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>{t('how')}</p>
      <p className={styles.small}>{t('first')}</p>
    </LoginCard>
  )
}

/** The demo's agents; none where there is no simulated WeChat. */
function useDemoAgents(isDemo: boolean): readonly DemoAgent[] {
  const [agents, setAgents] = useState<readonly DemoAgent[]>([])
  useEffect(() => {
    if (!isDemo) return
    let gone = false
    loginApi.sandboxAgents().then(
      (answer) => {
        if (!gone) setAgents(answer.agents)
      },
      () => {
        // Without them the one-time link is left.
      },
    )
    return () => {
      gone = true
    }
  }, [isDemo])
  return agents
}
