import type { OlderAnswer } from '@duokefu/contract'
import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { accountApi } from '../api.ts'
import { Failed } from '../parts/Loaded.tsx'
import { TypedConfirm } from '../parts/TypedConfirm.tsx'
import { useAccountId } from '../parts/use-account.ts'

/** Before fewer days are kept: how many records that deletes, to be typed. With none to delete nothing is asked twice. */
export function RetentionQuestion({ days, onAnswer }: { days: number; onAnswer: (yes: boolean) => void }) {
  const { t } = useTranslation('admin-settings')
  const accountId = useAccountId()
  const query = useQuery({
    queryKey: ['older', accountId, days],
    queryFn: () => accountApi.olderRecords(accountId, days),
    staleTime: 0,
  })
  const title = t('retention.title', { days })
  if (query.data === undefined || query.isFetching)
    return (
      <Modal open title={title} footer={null} onCancel={() => onAnswer(false)}>
        {query.error === null ? (
          <p>{t('retention.counting')}</p>
        ) : (
          <Failed error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Modal>
    )
  return <Counted older={query.data} title={title} onAnswer={onAnswer} />
}

function Counted({
  older: { records, before },
  title,
  onAnswer,
}: {
  older: OlderAnswer
  title: string
  onAnswer: (yes: boolean) => void
}) {
  const { t, i18n } = useTranslation('admin-settings')
  if (records === 0)
    return (
      <Modal
        open
        title={title}
        okText={t('retention.act')}
        onOk={() => onAnswer(true)}
        onCancel={() => onAnswer(false)}
      >
        <p>{t('retention.none')}</p>
      </Modal>
    )
  const [year, month, day] = before.split('-').map(Number)
  const date = new Date(year ?? 0, (month ?? 1) - 1, day ?? 1).toLocaleDateString(i18n.language, {
    month: 'long',
    day: 'numeric',
  })
  return (
    <TypedConfirm
      title={title}
      body={t('retention.body', { date, total: records.toLocaleString('en-US'), wanted: String(records) })}
      wanted={String(records)}
      act={t('retention.act')}
      onConfirm={() => onAnswer(true)}
      onCancel={() => onAnswer(false)}
    />
  )
}
