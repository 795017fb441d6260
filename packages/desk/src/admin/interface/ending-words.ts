import type { InterfaceAnswer } from '@duokefu/contract'

/** 「7 个会话和 4 位等待的客户会结束，3 条待发会取消。」 Only what there is; with nothing open it is empty. */
export function endingWords(
  { serving, waiting, held }: Pick<InterfaceAnswer, 'serving' | 'waiting' | 'held'>,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  const ended = [
    ...(serving > 0 ? [t('offServing', { total: serving })] : []),
    ...(waiting > 0 ? [t('offWaiting', { total: waiting })] : []),
  ]
  const endings = [
    ...(ended.length > 0 ? [t('offEnd', { who: ended.join(t('and')) })] : []),
    ...(held > 0 ? [t('offHeld', { total: held })] : []),
  ]
  return endings.length > 0 ? `${endings.join(t('comma'))}${t('stop')}` : ''
}
