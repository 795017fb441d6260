import { describe, expect, it } from 'vitest'
import { createSecrets } from './secrets.ts'

describe('secrets at rest', () => {
  const secrets = createSecrets('one installation')

  it('[L18] open what was sealed, and seal the same text differently each time', () => {
    const sealed = secrets.seal('AppSecret 密钥')
    expect(secrets.open(sealed).toString()).toBe('AppSecret 密钥')
    expect(secrets.seal('AppSecret 密钥').equals(sealed)).toBe(false)
    expect(sealed.includes('AppSecret')).toBe(false)
  })

  it('[L18] stay closed to another key, and once a byte was changed', () => {
    const sealed = secrets.seal('AppSecret')
    expect(() => createSecrets('another').open(sealed)).toThrow()
    for (const at of [0, 5, 20, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => secrets.open(changed)).toThrow()
    }
  })
})
