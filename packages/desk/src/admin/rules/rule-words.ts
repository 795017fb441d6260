import type { Rule } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'

type Condition = Rule['when'][number]

/** What a message type is called; WeChat's words for the types that a fan can send. */
export const messageTypes = [
  'text',
  'image',
  'voice',
  'video',
  'shortvideo',
  'location',
  'link',
  'file',
] as const

export interface RuleWords {
  condition(condition: Condition): string
  action(action: Rule['action']): string
}

/** Conditions and actions as the cards and the dry run say them. */
export function useRuleWords(): RuleWords {
  const { t } = useTranslation('admin-rules')
  const agents = useDesk((desk) => desk.agents)
  const groups = useDesk((desk) => desk.groups)
  const quoted = (words: readonly string[]) => words.map((word) => t('quoted', { word })).join(t('or'))
  return {
    condition(condition) {
      switch (condition.type) {
        case 'text_equals':
        case 'text_contains':
        case 'text_starts_with':
          return t(`conditions.${condition.type}.card`, { words: quoted(condition.words) })
        case 'text_matches':
          return t('conditions.text_matches.card', { words: condition.pattern })
        case 'message_type':
          return t('conditions.message_type.card', {
            words: condition.types.map((type) => t(`types.${type}`, type)).join(t('or')),
          })
        case 'menu_key':
          return t('conditions.menu_key.card', { words: quoted(condition.keys) })
        case 'qr_scene':
          return t('conditions.qr_scene.card', { words: quoted(condition.scenes) })
        default:
          return t(`conditions.${condition.type}.card`)
      }
    },
    action(action) {
      if (action.type === 'answer') return t('actions.answer.card', { text: action.text })
      if (action.type !== 'hand_over') return t(`actions.${action.type}.card`)
      const { to } = action
      if (to === null) return t('actions.hand_over.card', { who: t('everybody') })
      const name =
        to.kind === 'agent'
          ? (agents.get(to.agent)?.name ?? t('goneAgent'))
          : (groups.find(({ id }) => id === to.group)?.name ?? t('goneGroup'))
      return t('actions.hand_over.card', { who: t('quoted', { word: name }) })
    },
  }
}
