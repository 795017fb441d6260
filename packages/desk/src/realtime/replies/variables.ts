/** What quick replies may name in braces, and is filled in when one is inserted. */
export const variableNames = ['客户称呼', '客服昵称', '时间问候'] as const
export type VariableName = (typeof variableNames)[number]
export type VariableValues = Readonly<Record<VariableName, string>>

export interface VariableFacts {
  /** 备注名; null = none was given, and the alias is ours alone. */
  readonly remark: string | null
  readonly agentName: string
  /** Milliseconds. */
  readonly now: number
  /** Of the account, such as Asia/Shanghai. */
  readonly timeZone: string
}

export function variableValues({ remark, agentName, now, timeZone }: VariableFacts): VariableValues {
  return { 客户称呼: remark ?? '您', 客服昵称: agentName, 时间问候: greetingAt(now, timeZone) }
}

/** 早上好 from 5, 中午好 from 11, 下午好 from 13, 晚上好 from 18 o'clock on the account's clock. */
export function greetingAt(now: number, timeZone: string): string {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(now),
  )
  if (hour < 5 || hour >= 18) return '晚上好'
  if (hour < 11) return '早上好'
  return hour < 13 ? '中午好' : '下午好'
}

/** Begins with a Chinese character, so that code and JSON in braces are left alone. */
const placeholder = /\{(\p{Script=Han}[^{}\s]{0,11})\}/gu

/** The text with everything known filled in; what is unknown, such as {订单号}, stays for the agent. */
export function fillVariables(text: string, values: VariableValues): string {
  const known: Readonly<Record<string, string>> = values
  return text.replace(placeholder, (whole, name: string) => known[name] ?? whole)
}

export interface Unfilled {
  /** With its braces. */
  readonly text: string
  readonly start: number
}

/** What is still to be filled in by hand, in order; those known are filled on sending. */
export function unfilledIn(text: string): readonly Unfilled[] {
  return [...text.matchAll(placeholder)]
    .filter(([, name]) => !variableNames.some((known) => known === name))
    .map((match) => ({ text: match[0], start: match.index }))
}
