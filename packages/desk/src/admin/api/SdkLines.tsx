import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { CopyLine } from '../parts/CopyLine.tsx'
import styles from './ApiPage.module.css'

/** What a program changes, by what it is written with. */
const sdks: readonly { readonly name: string; readonly line: (baseUrl: string) => string }[] = [
  { name: 'WxJava', line: (url) => `config.setHostConfig(new WxMpHostConfig("${url}", null, null));` },
  { name: 'EasyWeChat', line: (url) => `'http' => ['base_uri' => '${url}/'],` },
  { name: 'wechatpy', line: (url) => `WeChatClient.API_BASE_URL = "${url}/cgi-bin/"` },
  { name: 'wechat-api', line: (url) => `api.endpoint = '${url}'` },
  { name: 'co-wechat-api', line: (url) => `api.prefix = '${url}/cgi-bin/'` },
]

/** One line per SDK: everything else of the program stays. */
export function SdkLines({ baseUrl }: { baseUrl: string }) {
  const { t } = useTranslation('admin-api')
  return (
    <div className={styles.sdks}>
      <p>{t('api.sdks')}</p>
      <Tabs
        size="small"
        items={[
          ...sdks.map(({ name, line }) => ({
            key: name,
            label: name,
            children: <CopyLine value={line(baseUrl)} />,
          })),
          {
            key: 'other',
            label: t('api.other'),
            children: <p className={styles.quiet}>{t('api.otherHelp')}</p>,
          },
        ]}
      />
    </div>
  )
}
