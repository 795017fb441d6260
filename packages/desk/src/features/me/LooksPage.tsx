import { useTranslation } from 'react-i18next'
import { Group, SettingsPage } from '../../ui/Form.tsx'
import { usePreference } from '../../ui/preferences.ts'
import { Segmented } from '../../ui/Segmented.tsx'

/** 界面: language, light or dark, how close things stand. */
export function LooksPage() {
  const { t } = useTranslation('me')
  const [language, setLanguage] = usePreference('language')
  const [theme, setTheme] = usePreference('theme')
  const [density, setDensity] = usePreference('density')
  return (
    <SettingsPage title={t('looks.title')}>
      <Group label={t('looks.language')}>
        <Segmented
          label={t('looks.language')}
          value={language}
          options={[
            { value: 'zh-CN', text: '中文' },
            { value: 'en', text: 'English' },
          ]}
          onChange={setLanguage}
        />
      </Group>
      <Group label={t('looks.theme')}>
        <Segmented
          label={t('looks.theme')}
          value={theme}
          options={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            text: t(`looks.themes.${value}`),
          }))}
          onChange={setTheme}
        />
      </Group>
      <Group label={t('looks.density')} help={t('looks.help')}>
        <Segmented
          label={t('looks.density')}
          value={density}
          options={(['standard', 'compact'] as const).map((value) => ({
            value,
            text: t(`looks.densities.${value}`),
          }))}
          onChange={setDensity}
        />
      </Group>
    </SettingsPage>
  )
}
