import { useTranslation } from 'react-i18next'

/** What the engine says that fitted: a word, or the name of a condition that has none. */
export function useMatchedWords(): (matched: string) => string {
  const { t } = useTranslation('admin-rules')
  function partWords(part: string): string {
    const unanswered = /^unanswered\.(\d+)$/.exec(part)
    if (unanswered !== null) return t('conditions.unanswered.card', { total: Number(unanswered[1]) })
    switch (part) {
      case 'first_message':
      case 'follow':
        return t(`conditions.${part}.card`)
      case 'business_hours.open':
        return t('conditions.business_hours.card')
      case 'business_hours.closed':
        return t('conditions.business_hours.cardClosed')
      default:
        return t('quoted', { word: part })
    }
  }
  return (matched) => (matched === '' ? t('anyMessage') : matched.split(' + ').map(partWords).join(t('and')))
}
