import type { AccountSettingsAnswer, RulesAnswer } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import note from '../parts/Note.module.css'
import { SaveBar } from '../parts/SaveBar.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useDraft } from '../parts/use-draft.ts'
import { type RulesAccess, useRules } from '../rules/use-rules.ts'
import { type AccountSettingsAccess, useAccountSettings } from '../settings/use-account-settings.ts'
import styles from './AutoPage.module.css'
import { AutoText } from './AutoText.tsx'
import { followTextOf, withFollowText } from './auto-rules.ts'
import { usuallySpends } from './auto-texts.ts'
import { LeaveAfter } from './LeaveAfter.tsx'
import { QueueNumbers } from './QueueNumbers.tsx'

/** 自动回复: what the account says by itself, how it looks on the phone, and what it costs of WeChat's allowance. */
export function AutoPage() {
  const { t } = useTranslation('admin-auto')
  const settings = useAccountSettings()
  const rules = useRules()
  return (
    <AdminPage title={t('title')} lead={t('lead')} help="auto">
      <Loaded query={settings.query}>
        {(answer) => (
          <Loaded query={rules.query}>
            {(list) => <Texts answer={answer} list={list} save={settings.save} saveRules={rules.save} />}
          </Loaded>
        )}
      </Loaded>
    </AdminPage>
  )
}

interface TextsProps {
  answer: AccountSettingsAnswer
  list: RulesAnswer
  save: AccountSettingsAccess['save']
  saveRules: RulesAccess['save']
}

const leastSeconds = 10
const mostSeconds = 86_400
const usualSeconds = 60

function Texts({ answer, list, save, saveRules }: TextsProps) {
  const { t } = useTranslation('admin-auto')
  const accountId = useAccountId()
  const { defaultReply, queueNotice, offHoursText, leaveMessage, businessHours, passiveFree } =
    answer.settings
  const { form, changed, change, discard } = useDraft({
    follow: followTextOf(list.rules),
    defaultReply,
    queueNotice,
    offHoursText,
    leaveMessage: leaveMessage as { text: string; afterSeconds: number | null } | null,
  })
  const { afterSeconds = null } = form.leaveMessage ?? {}
  const wrongSeconds = afterSeconds === null || afterSeconds < leastSeconds || afterSeconds > mostSeconds
  const texts = { ...form, leaveMessage: form.leaveMessage?.text ?? null }

  async function saveChanged(): Promise<boolean> {
    if (changed.some((name) => texts[name]?.trim() === '')) return false
    if (form.leaveMessage !== null && wrongSeconds) return false
    if (
      changed.includes('follow') &&
      !(await saveRules((rules) => withFollowText(rules, form.follow, t('follow.name'))))
    )
      return false
    const part = Object.fromEntries(
      changed.flatMap((name) => (name === 'follow' ? [] : [[name, form[name]] as const])),
    )
    const saved = Object.keys(part).length === 0 || (await save(answer.version, part))
    if (saved) discard()
    return saved
  }

  const props = (name: keyof typeof texts) => ({
    name,
    spends: usuallySpends(name, passiveFree),
    note: passiveFree ? t(`${name}.cost`) : t('notFree'),
    value: texts[name],
    changed: changed.includes(name),
  })

  return (
    <>
      <AutoText {...props('follow')} onChange={(follow) => change({ follow })} />
      <AutoText {...props('defaultReply')} onChange={(text) => change({ defaultReply: text })} />
      <AutoText
        {...props('queueNotice')}
        onChange={(text) => change({ queueNotice: text })}
        tools={(insert) => <QueueNumbers onInsert={insert} />}
      />
      <AutoText {...props('offHoursText')} onChange={(text) => change({ offHoursText: text })}>
        {businessHours === null && form.offHoursText !== null ? (
          <p className={`${note.warn} ${styles.below}`}>
            {t('offHoursText.noHours')}{' '}
            <Link to={`/admin/${accountId}/settings#hours`}>{t('offHoursText.setHours')}</Link>
          </p>
        ) : null}
      </AutoText>
      <AutoText
        {...props('leaveMessage')}
        onChange={(text) =>
          change({
            leaveMessage: text === null ? null : { text, afterSeconds: afterSeconds ?? usualSeconds },
          })
        }
      >
        {form.leaveMessage === null ? null : (
          <LeaveAfter
            seconds={afterSeconds}
            wrong={wrongSeconds}
            onChange={(seconds) =>
              change({ leaveMessage: { text: texts.leaveMessage ?? '', afterSeconds: seconds } })
            }
          />
        )}
      </AutoText>
      <section className={styles.others}>
        <h2 className={styles.heading}>{t('others.title')}</h2>
        <ul>
          <li>
            <Link to={`/admin/${accountId}/rules`}>{t('others.keywords')}</Link>
            <span>{t('others.keywordsHelp')}</span>
          </li>
          <li>
            <Link to={`/desk/${accountId}/me/accept`}>{t('others.greeting')}</Link>
            <span>{t('others.greetingHelp')}</span>
          </li>
          <li>
            <Link to={`/desk/${accountId}/me/away`}>{t('others.away')}</Link>
            <span>{t('others.awayHelp')}</span>
          </li>
        </ul>
      </section>
      <SaveBar changes={changed.length} onSave={saveChanged} onDiscard={discard} />
    </>
  )
}
