import type { Contact, ContactAnswer } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import styles from './TeamDrawer.module.css'

/** What 验证 found: whom that is where it is known, and plainly that it is not known where it isn't. */
export function ContactFound({ kind, found }: { kind: Contact['kind']; found: ContactAnswer }) {
  const { t } = useTranslation('admin-team')
  const { person, kf, comparable } = found
  return (
    <div className={styles.found} role="status">
      <strong>{t('contact.ok')}</strong>
      {person === null ? null : (
        <p>
          {t(person.here ? 'contact.personHere' : 'contact.person', { name: person.name, shop: person.shop })}
        </p>
      )}
      {kf === null ? null : (
        <p>{t(kf.state === 'bound' ? 'contact.kfBound' : 'contact.kfInviting', { ...kf })}</p>
      )}
      {person === null && kf === null ? (
        <p>{t('contact.unknown', { kind: t(`contact.kinds.${kind}`) })}</p>
      ) : null}
      <p className={styles.help}>{t(comparable ? 'contact.comparable' : 'contact.mustConfirm')}</p>
    </div>
  )
}
