import type { Customer } from '@duokefu/contract'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore, useRow } from '../../realtime/hooks.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Chip } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { CopyField } from './CopyField.tsx'
import styles from './CustomerPanel.module.css'
import { dateOf } from './date-of.ts'
import { EditableText } from './EditableText.tsx'
import { fitsWechatRemark } from './wechat-remark.ts'

export interface CustomerPanelProps {
  openid: string
}

/** Who the customer is: what WeChat tells, and what we wrote down. */
export function CustomerPanel({ openid }: CustomerPanelProps) {
  const { t } = useTranslation('customer')
  const row = useRow(openid)
  const { customer, failed, reload, replace } = useCustomer(openid, row?.version)
  const store = useDeskStore()

  return (
    <div className={styles.panel}>
      {failed ? (
        <div className={styles.failed}>
          <p>{t('failed')}</p>
          <Button onClick={reload}>{t('retry')}</Button>
        </div>
      ) : customer === null || row === undefined ? (
        <div className={styles.body}>
          <Skeleton width={160} height={24} />
          <Skeleton width="80%" height={20} />
          <Skeleton width="60%" height={20} />
        </div>
      ) : (
        <div className={styles.body}>
          <div className={styles.who}>
            <Avatar name={row.remark ?? row.alias} hue={row.hue} size={48} />
            <div className={styles.names}>
              <EditableText
                key={`${openid} remark`}
                label={t('remark')}
                editLabel={t('editRemark')}
                empty={t('remarkEmpty')}
                value={customer.remark}
                maxLength={60}
                lines={1}
                help={(text) => (fitsWechatRemark(text) ? t('remarkToWechat') : t('remarkOurs'))}
                onSave={async (remark) => replace(await store.patchCustomer(openid, { remark }))}
              />
              <p className={styles.alias}>{row.alias}</p>
            </div>
          </div>
          <Facts customer={customer} subscribed={row.subscribed} />
          <section className={styles.section}>
            <h3 className={styles.label}>{t('description')}</h3>
            <EditableText
              key={`${openid} description`}
              label={t('description')}
              editLabel={t('editDescription')}
              empty={t('descriptionEmpty')}
              value={customer.description}
              maxLength={500}
              lines={4}
              help={() => null}
              onSave={async (description) => replace(await store.patchCustomer(openid, { description }))}
            />
          </section>
          <CopyField label={t('openid')} value={openid} />
        </div>
      )}
    </div>
  )
}

function Facts({ customer, subscribed }: { customer: Customer; subscribed: boolean }) {
  const { t } = useTranslation('customer')
  return (
    <dl className={styles.facts}>
      {customer.tags.length === 0 ? null : (
        <>
          <dt>{t('tags')}</dt>
          <dd className={styles.tags}>
            {customer.tags.map((tag) => (
              <Chip key={tag}>{tag}</Chip>
            ))}
          </dd>
        </>
      )}
      {customer.source === null ? null : (
        <>
          <dt>{t('source')}</dt>
          <dd>{t(`sources.${customer.source}`, { defaultValue: customer.source })}</dd>
        </>
      )}
      {subscribed && customer.subscribedAt === null ? null : (
        <>
          <dt>{t('subscribed')}</dt>
          <dd>
            {subscribed && customer.subscribedAt !== null ? dateOf(customer.subscribedAt) : t('unfollowed')}
          </dd>
        </>
      )}
      <dt>{t('firstSeen')}</dt>
      <dd>{dateOf(customer.firstSeenAt)}</dd>
    </dl>
  )
}

interface Loaded {
  readonly customer: Customer | null
  readonly failed: boolean
  readonly reload: () => void
  readonly replace: (customer: Customer) => void
}

/** The customer behind a row; fetched again when a colleague changed the row. */
function useCustomer(openid: string, version: number | undefined): Loaded {
  const { api } = useDeskStore()
  const [customer, setCustomer] = useState<Customer | null>(null)
  const [failed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const remark = useRow(openid)?.remark

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new remark or attempt asks again
  useEffect(() => {
    let current = true
    setFailed(false)
    api.conversation(openid).then(
      (answer) => {
        if (current) setCustomer(answer.customer)
      },
      () => {
        if (current) setFailed(true)
      },
    )
    return () => {
      current = false
    }
  }, [api, openid, remark, version === undefined, attempt])

  return {
    // Another customer's facts are never shown, not even for a moment.
    customer: customer?.openid === openid ? customer : null,
    failed: failed && customer?.openid !== openid,
    reload: useCallback(() => setAttempt((before) => before + 1), []),
    replace: setCustomer,
  }
}
