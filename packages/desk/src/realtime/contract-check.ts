import {
  commandAnswerSchema,
  conversationAnswerSchema,
  deskSnapshotSchema,
  messagesAnswerSchema,
  mySettingsSchema,
  recentAnswerSchema,
  sandboxAgentsAnswerSchema,
  serverFrameSchema,
  servingAnswerSchema,
  sessionAnswerSchema,
  uploadAnswerSchema,
} from '@duokefu/contract'
import type { Answers } from './http.ts'

const schemas = {
  session: sessionAnswerSchema,
  sandboxAgents: sandboxAgentsAnswerSchema,
  desk: deskSnapshotSchema,
  recent: recentAnswerSchema,
  serving: servingAnswerSchema,
  conversation: conversationAnswerSchema,
  messages: messagesAnswerSchema,
  command: commandAnswerSchema,
  settings: mySettingsSchema,
  upload: uploadAnswerSchema,
  frame: serverFrameSchema,
} satisfies Record<keyof Answers, unknown>

/** Throws where the server's words are not the contract's. Development builds only. */
export function checkAnswer(kind: keyof Answers, value: unknown): void {
  schemas[kind].parse(value)
}
