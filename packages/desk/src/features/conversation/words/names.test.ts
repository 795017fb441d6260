import type { Message } from '@duokefu/contract'
import { expect, it } from 'vitest'
import { type SenderLabel, senderLabel } from './names.ts'

it.each<[Message['direction'], Message['origin'], string | null, SenderLabel]>([
  ['in', 'fan', null, null],
  ['out', 'agent', '7', null],
  ['out', 'agent', '8', 'colleague'],
  ['out', 'auto', '7', 'auto'],
  ['out', 'mall', null, 'mall'],
  ['out', 'api', null, 'api'],
])('[S1] above a message %s of %s (agent %s) stands: %s', (direction, origin, agentId, label) => {
  expect(senderLabel({ direction, origin, agentId }, '7')).toBe(label)
})
