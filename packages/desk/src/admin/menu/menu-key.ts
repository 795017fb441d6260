/** A key that no other program knows, for an entry that is new. */
export function newMenuKey(): string {
  return `menu-${crypto.randomUUID().slice(0, 8)}`
}
