/** Decimal text of `account.account_id`. */
export type AccountId = string & { readonly brand: 'AccountId' }
/** Decimal text of `agent.agent_id`. */
export type AgentId = string & { readonly brand: 'AgentId' }
/** Decimal text of an agent group's id. */
export type GroupId = string & { readonly brand: 'GroupId' }
/** A uuid; one served period (会话) of one agent. */
export type SessionId = string & { readonly brand: 'SessionId' }
