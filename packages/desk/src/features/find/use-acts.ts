import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDesk, useDeskStore } from '../../realtime/hooks.ts'
import { namedActs } from '../../ui/shortcuts.ts'
import { toast } from '../../ui/toast.ts'
import type { FindableAct } from './findings.ts'

const everybodysPages = [
  'waiting',
  'serving',
  'recent',
  'search',
  'me/today',
  'me/accept',
  'me/away',
  'me/replies',
  'me/alerts',
  'me/devices',
  'me/looks',
] as const

/** What can be done with the open conversation, one's own status, and where one can go: what one's role may. */
export function useActs(): readonly FindableAct[] {
  const { t } = useTranslation('find')
  const navigate = useNavigate()
  const store = useDeskStore()
  const errorText = useErrorText()
  const accountId = useDesk((desk) => desk.account.id)
  const role = useDesk(({ me }) => me.role)
  const status = useDesk(({ me }) => me.settings.status)
  // As it was when they were looked for: the conversation is under the palette.
  const [here] = useState(namedActs)
  return useMemo(() => {
    const other = status === 'online' ? 'away' : 'online'
    const setStatus = () =>
      void store.patchMe({ status: other }).catch((thrown: unknown) => {
        toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
      })
    const page = (id: string, path: string): FindableAct => ({
      id,
      words: t(`acts.${id.replace('/', '_')}`),
      run: () => void navigate(path),
    })
    return [
      ...here.map(({ words, run }) => ({ id: words, words, run, takesFocus: true })),
      { id: other, words: t(`acts.${other}`), run: setStatus },
      ...everybodysPages.map((id) => page(id, `/desk/${accountId}/${id}`)),
      ...(role === 'agent'
        ? []
        : [page('team', `/desk/${accountId}/team`), page('admin', `/admin/${accountId}`)]),
      { id: 'help', words: t('acts.help'), run: () => void window.open('/help', '_blank', 'noopener') },
    ]
  }, [t, navigate, store, errorText, accountId, role, status, here])
}
