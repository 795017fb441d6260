import { type Contact, contactSchema, type TeamAgent, type WechatProblem } from '@duokefu/contract'
import type { Asker } from '../login/login.ts'
import { rightsOver } from './rights.ts'
import type { TeamRow } from './store.ts'

/** A row as the team pages show it to whoever asks. */
export function presentTeamAgent(row: TeamRow, asker: Pick<Asker, 'agentId' | 'role'>): TeamAgent {
  return {
    id: row.agent_id,
    name: row.name,
    avatarKey: row.avatar_key,
    kfAccount: row.kf_account,
    role: row.role,
    maximum: row.maximum,
    groups: row.groups,
    active: !row.has_left,
    serving: row.serving,
    login: {
      state: loginState(row),
      contact: contactOf(row.contact_kind, row.contact),
      expiresAt: row.invitation === 'pending' ? whole(row.expires_at) : null,
      doubt: row.invitation === 'confirming' ? row.doubt : null,
    },
    kf: {
      state: kfState(row),
      wx: row.wx ?? row.invite_wx,
      expiresAt: row.wx === null ? whole(row.invite_expires_at) : null,
      problem: problemOf(row),
    },
    may: rightsOver(asker, { agentId: row.agent_id, role: row.role }),
  }
}

/** 已绑定 means that a WeChat or a password logs in as this agent, whatever became of later invitations. */
function loginState(row: TeamRow): TeamAgent['login']['state'] {
  if (row.is_bound) return 'bound'
  if (row.invitation === 'pending') return row.is_over === true ? 'expired' : 'pending'
  // Accepted once, and unbound since.
  return row.invitation === null || row.invitation === 'accepted' ? 'none' : row.invitation
}

/** WeChat says `waiting` for some time after its invitation has ended: its own time decides. */
function kfState(row: TeamRow): TeamAgent['kf']['state'] {
  if (row.kf_known === null) return 'none'
  if (row.wx !== null) return 'bound'
  if (row.invite_wx === null) return 'unbound'
  if (row.invite_status === 'rejected') return 'declined'
  return row.invite_status === 'expired' || row.invite_is_over === true ? 'expired' : 'inviting'
}

/** A contact as it is stored; what an older release wrote otherwise is not shown. */
export function contactOf(kind: string | null, value: string | null): Contact | null {
  return contactSchema.safeParse({ kind, value }).data ?? null
}

function problemOf(row: TeamRow): WechatProblem | null {
  if (row.problem_step === null) return null
  return { step: row.problem_step, errcode: row.problem_code, errmsg: row.problem_text ?? '' }
}

function whole(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms)
}
