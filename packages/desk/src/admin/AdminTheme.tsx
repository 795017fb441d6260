import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, theme as antd, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { phone, useMedia } from '../ui/use-media.ts'
import { useDark } from './use-dark.ts'

const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, staleTime: 5_000 } },
})

/** antd in our colours and words; around admin pages, and around pages before there is an account. */
export function AdminTheme({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const dark = useDark()
  const small = useMedia(phone)
  const still = useMedia('(prefers-reduced-motion: reduce)')
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        locale={i18n.language === 'en' ? enUS : zhCN}
        button={{ autoInsertSpace: false }}
        theme={{
          cssVar: { key: 'admin' },
          algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
          token: {
            ...(dark ? darkTokens : lightTokens),
            ...sharedTokens,
            motion: !still,
            ...(small ? touchTokens : {}),
          },
          components: { ...components, ...(small ? touchComponents : {}) },
        }}
      >
        <App component={false} message={{ maxCount: 1 }}>
          {children}
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  )
}

// The values of ui/tokens.css: antd computes shades from them, which it can't from a variable.
const sharedTokens = {
  fontFamily: 'var(--font)',
  fontSize: 14,
  borderRadius: 6,
  borderRadiusLG: 8,
  controlHeight: 32,
  wireframe: false,
}
// Lines instead of shadows.
const components = {
  Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
}
// A finger needs 44, and iOS enlarges the page for an input with smaller letters than 16.
const touchTokens = { controlHeight: 44, controlHeightSM: 44 }
const touchComponents = {
  Input: { inputFontSize: 16 },
  InputNumber: { inputFontSize: 16 },
  Select: { optionFontSize: 16 },
}
const lightTokens = {
  colorPrimary: '#07783c',
  colorInfo: '#2b5fa8',
  colorLink: '#2b5fa8',
  colorError: '#b3261e',
  colorWarning: '#8a4e00',
  colorSuccess: '#07783c',
  colorText: '#1a1d1f',
  colorTextSecondary: '#4f565c',
  colorTextTertiary: '#5e666d',
  colorTextPlaceholder: '#5e666d',
  colorBorder: '#868f96',
  colorBorderSecondary: '#dfe3e6',
  colorBgLayout: '#f3f4f5',
  colorPrimaryBg: '#e3f3ea',
  colorSuccessBg: '#e3f3ea',
  colorInfoBg: '#e8f0fb',
  colorWarningBg: '#fff1d9',
  colorErrorBg: '#fde9e7',
}
const darkTokens = {
  colorPrimary: '#2fb96e',
  colorInfo: '#8ab4f0',
  colorLink: '#8ab4f0',
  colorError: '#ff9389',
  colorWarning: '#f0b45a',
  colorSuccess: '#3cc97c',
  colorText: '#e4e7e9',
  colorTextSecondary: '#b4bbc0',
  colorTextTertiary: '#9fa7ad',
  colorTextPlaceholder: '#9fa7ad',
  colorTextLightSolid: '#06140c',
  colorBorder: '#737c82',
  colorBorderSecondary: '#2c3033',
  colorBgLayout: '#141617',
  colorBgContainer: '#1b1e20',
  colorBgElevated: '#24282a',
  colorPrimaryBg: '#1b3026',
  colorSuccessBg: '#1b3026',
  colorInfoBg: '#1b2a3f',
  colorWarningBg: '#3a2c12',
  colorErrorBg: '#43201d',
}
