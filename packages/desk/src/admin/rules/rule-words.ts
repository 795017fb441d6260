import type { Rule } from '@duokefu/contract'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { daysWords } from './time-words.ts'

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
  function whoWords(to: Extract<Rule['action'], { type: 'hand_over' }>['to']): string {
    if (to === null) return t('everybody')
    const name =
      to.kind === 'agent'
        ? (agents.get(to.agent)?.name ?? t('goneAgent'))
        : (groups.find(({ id }) => id === to.group)?.name ?? t('goneGroup'))
    return t('quoted', { word: name })
  }

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
        case 'tagged':
          return t('conditions.tagged.card', { words: quoted(condition.tags) })
        case 'time_of_day': {
          const { days, from, to } = condition
          const key = from === to ? 'cardDay' : from > to ? 'cardNight' : 'card'
          return t(`conditions.time_of_day.${key}`, { days: daysWords(days, t), from, to })
        }
        case 'business_hours':
          return t(`conditions.business_hours.${condition.open ? 'card' : 'cardClosed'}`)
        case 'unanswered':
          return t('conditions.unanswered.card', { total: condition.messages })
        case 'first_message':
        case 'follow':
          return t(`conditions.${condition.type}.card`)
      }
    },
    action(action) {
      switch (action.type) {
        case 'answer':
          return t('actions.answer.card', { text: action.text })
        case 'send': {
          const { reply } = action
          const title = reply.type === 'link' ? t('quoted', { word: reply.title }) : ''
          return t('actions.send.card', { what: t(`actions.send.kinds.${reply.type}`), title })
        }
        case 'tag':
          return t('actions.tag.card', {
            tags: action.tags.map((word) => t('quoted', { word })).join(t('comma')),
          })
        case 'hand_over':
          return t('actions.hand_over.card', { who: whoWords(action.to) })
        case 'forward':
        case 'nothing':
          return t(`actions.${action.type}.card`)
      }
    },
  }
}
