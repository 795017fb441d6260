import type { ConversationRow } from '@duokefu/contract'

/** What a customer is called everywhere: 备注名, else the alias made from the openid (L13). */
export function customerName(row: Pick<ConversationRow, 'remark' | 'alias'>): string {
  return row.remark === null || row.remark === '' ? row.alias : row.remark
}
