import { createContext, useContext } from 'react'
import type { ChatNotice } from './api.ts'
import { en } from './words/en.ts'
import { zh } from './words/zh.ts'

export type Language = 'zh' | 'en'

export type WordKey = keyof typeof zh

export const NOTICE_WORD: Record<ChatNotice, WordKey> = {
  followed: 'noticeFollowed',
  unfollowed: 'noticeUnfollowed',
  menu: 'noticeMenu',
  scanned: 'noticeScanned',
  service_failed: 'noticeFailed',
  ai_generated: 'noticeAi',
}

export const INVITATION_STATE_WORD = {
  waiting: 'stateWaiting',
  accepted: 'stateAccepted',
  rejected: 'stateRejected',
  expired: 'stateExpired',
  withdrawn: 'stateWithdrawn',
} as const

const WORDS: Record<Language, Record<WordKey, string>> = { zh, en }

export type Say = (key: WordKey, values?: Record<string, string | number>) => string

/** The words of a language, with `{name}` filled in. */
export function sayIn(language: Language): Say {
  return (key, values = {}) =>
    WORDS[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export const LanguageContext = createContext<Language>('zh')

export function useWords(): { say: Say; language: Language } {
  const language = useContext(LanguageContext)
  return { say: sayIn(language), language }
}
