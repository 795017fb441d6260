import type { AccountSettingsAnswer } from '@duokefu/contract'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AdminPage, Section } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { HandingFields } from './HandingFields.tsx'
import { HoursFields } from './hours/HoursFields.tsx'
import { QuotaFields } from './QuotaFields.tsx'
import { RetentionQuestion } from './RetentionQuestion.tsx'
import { ChoiceSetting, NumberSetting, SwitchSetting } from './SettingFields.tsx'
import styles from './SettingsPage.module.css'
import { TimeZoneField } from './TimeZoneField.tsx'
import { type AccountSettingsAccess, useAccountSettings } from './use-account-settings.ts'
import { useSettingsForm } from './use-settings-form.ts'

/** 设置: what holds for the whole account. */
export function SettingsPage() {
  const { t } = useTranslation('admin-settings')
  const access = useAccountSettings()
  return (
    <AdminPage title={t('title')} help="settings" form>
      <Loaded query={access.query}>{(answer) => <Form answer={answer} save={access.save} />}</Loaded>
    </AdminPage>
  )
}

const sections = ['clocks', 'hours', 'handing', 'developer', 'quota', 'held', 'login', 'privacy'] as const

function Form({ answer, save }: { answer: AccountSettingsAnswer; save: AccountSettingsAccess['save'] }) {
  const { t } = useTranslation('admin-settings')
  const of = useSettingsForm(answer)
  const [asking, setAsking] = useState<((yes: boolean) => void) | null>(null)
  const { form, changed, change, discard } = of
  const timeZone = form.timeZone ?? answer.settings.timeZone

  // Other pages lead to a part of this one, which comes after the address.
  useEffect(() => {
    document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [])

  async function saveChanged(): Promise<boolean> {
    of.leaveAll()
    const { valid } = of
    if (valid === null) {
      focusFirstWrong()
      return false
    }
    const shorter = valid.retentionDays < answer.settings.retentionDays
    if (shorter) {
      const yes = await new Promise<boolean>((resolve) => setAsking(() => resolve))
      setAsking(null)
      if (!yes) return false
    }
    const part = Object.fromEntries(changed.map((name) => [name, valid[name]]))
    const saved = await save(answer.version, part)
    if (saved) discard()
    return saved
  }

  return (
    <>
      <nav className={styles.contents} aria-label={t('contents')}>
        {sections.map((name) => (
          <a key={name} href={`#${name}`}>
            {t(`sections.${name}`)}
          </a>
        ))}
      </nav>
      <Section id="clocks" title={t('sections.clocks')}>
        <ChoiceSetting of={of} name="endsAfter" values={['last-activity', 'accepted']} />
        <NumberSetting of={of} name="idleMinutes" />
        <NumberSetting of={of} name="reopenedMinutes" />
        <NumberSetting of={of} name="undoCloseSeconds" />
      </Section>
      <Section id="hours" title={t('sections.hours')} lead={t('hours.lead')}>
        <TimeZoneField value={timeZone} onChange={(next) => change({ timeZone: next })} />
        <HoursFields
          hours={form.businessHours}
          timeZone={timeZone}
          onChange={(businessHours) => change({ businessHours })}
        />
      </Section>
      <Section id="handing" title={t('sections.handing')}>
        <HandingFields of={of} />
      </Section>
      <Section id="developer" title={t('sections.developer')}>
        <SwitchSetting of={of} name="handOverWhenDeveloperDown" />
      </Section>
      <Section id="quota" title={t('sections.quota')} lead={t('quota.lead')}>
        <QuotaFields of={of} />
      </Section>
      <Section id="held" title={t('sections.held')}>
        <NumberSetting of={of} name="heldDays" />
      </Section>
      <Section id="login" title={t('sections.login')}>
        <ChoiceSetting of={of} name="loginWay" values={['oauth', 'scan', 'password']} />
      </Section>
      <Section id="privacy" title={t('sections.privacy')}>
        <NumberSetting of={of} name="retentionDays" />
        <SwitchSetting of={of} name="agentsMayExport" />
      </Section>
      {asking === null || form.retentionDays === null ? null : (
        <RetentionQuestion days={form.retentionDays} onAnswer={asking} />
      )}
      <SaveBar changes={changed.length} onSave={saveChanged} onDiscard={discard} />
    </>
  )
}

/** The field may be far above the bar that was pressed. */
function focusFirstWrong(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus())
}
