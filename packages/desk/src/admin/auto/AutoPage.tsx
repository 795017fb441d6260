import type { AccountSettingsAnswer, RulesAnswer } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { useAccountId } from '../parts/use-account.ts'
import { useDraft } from '../parts/use-draft.ts'
import { type RulesAccess, useRules } from '../rules/use-rules.ts'
import { type AccountSettingsAccess, useAccountSettings } from '../settings/use-account-settings.ts'
import styles from './AutoPage.module.css'
import { AutoText } from './AutoText.tsx'
import { autoTextOf, withAutoText } from './auto-rules.ts'

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

const names = ['follow', 'fallback', 'queueNotice'] as const

function Texts({ answer, list, save, saveRules }: TextsProps) {
  const { t } = useTranslation('admin-auto')
  const accountId = useAccountId()
  const { form, changed, change, discard } = useDraft({
    follow: autoTextOf(list.rules, 'follow'),
    fallback: autoTextOf(list.rules, 'fallback'),
    queueNotice: answer.settings.queueNotice,
  })

  async function saveChanged(): Promise<boolean> {
    if (changed.some((name) => form[name]?.trim() === '')) return false
    const texts = changed.filter((name) => name !== 'queueNotice')
    const ruled =
      texts.length === 0 ||
      (await saveRules((rules) =>
        texts.reduce((now, name) => withAutoText(now, name, form[name], t(`${name}.name`)), rules),
      ))
    if (!ruled) return false
    const saved =
      !changed.includes('queueNotice') || (await save(answer.version, { queueNotice: form.queueNotice }))
    if (saved) discard()
    return saved
  }

  return (
    <>
      {names.map((name) => (
        <AutoText
          key={name}
          name={name}
          // The queue notice goes through the outbox; rules answer in WeChat's own request.
          spends={name === 'queueNotice'}
          value={form[name]}
          changed={changed.includes(name)}
          onChange={(text) => change({ [name]: text })}
        />
      ))}
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
