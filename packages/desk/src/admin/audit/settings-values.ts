import { type AccountSettings, accountSettingsSchema } from '@duokefu/contract'

const { businessHours, quota } = accountSettingsSchema.shape

/** Values of an audit entry that the page says in words of their own; entries of an older version may be others. */
export function isHours(value: unknown): value is NonNullable<AccountSettings['businessHours']> {
  return value !== null && businessHours.safeParse(value).success
}

export function isQuota(value: unknown): value is AccountSettings['quota'] {
  return quota.safeParse(value).success
}
