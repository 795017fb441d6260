import { createHash } from 'node:crypto'

/** Somebody with a phone. Colours are of the default picture that the page draws. */
export type Person = {
  id: string
  name: string
  color: string
  /** How others find them in WeChat. */
  wechatId: string
  qq: string
  phone: string
  /** Staff are people of the shop: only the page's list tells them apart, WeChat doesn't. */
  kind: 'fan' | 'staff'
  /** Opens pages as WeChat's snapshot user: web authorization says `is_snapshotuser` (protocol 9.1). */
  snapshot: boolean
  /** In how many Official Accounts outside this world they are kf already; five is the most (65410). */
  kfElsewhere: number
}

const COLORS = ['#e8a08c', '#8fb5d9', '#a6c48a', '#d9b36c', '#b9a3d6', '#7fc0b8']

const FANS = [
  { id: 'huahua', name: '花花', color: '#e8a08c' },
  { id: 'wangjie', name: '王姐', color: '#8fb5d9' },
  { id: 'songguo', name: '松果', color: '#a6c48a' },
]
const STAFF = [
  { id: 'xiaolin', name: '小林', color: '#6f8fa8', qq: '280415637', phone: '13800571001' },
  { id: 'xiaowu', name: '小吴', color: '#7f9a78', qq: '316052948', phone: '13800571002' },
  { id: 'laozhou', name: '老周', color: '#8c7b6a', qq: '190873426', phone: '13800571003' },
  { id: 'xiaochen', name: '小陈', color: '#9a7f9c', qq: '472906158', phone: '13800571004' },
]

/** The shop's fans and its staff. 小陈 is new: doesn't follow the account yet, and nobody's agent. */
export const DEMO_PEOPLE: Person[] = [
  ...FANS.map((fan) => newPerson(fan.id, fan.name, fan)),
  ...STAFF.map((staff) => newPerson(staff.id, staff.name, { ...staff, kind: 'staff' })),
]

export function followsFromStart(personId: string): boolean {
  return personId !== 'xiaochen'
}

/** Makes a person; whatever isn't said of them is made from their id, the same in every run. */
export function newPerson(id: string, name: string, given: Partial<Person> = {}): Person {
  const hash = createHash('sha256').update(id).digest()
  const digits = String(hash.readUInt32BE(4)).padStart(10, '0')
  return {
    id,
    name,
    color: COLORS[(hash[0] ?? 0) % COLORS.length] ?? '#8fb5d9',
    wechatId: `${id.replaceAll('-', '_')}_wx`,
    qq: `1${digits.slice(0, 8)}`,
    phone: `139${digits.slice(2)}`,
    kind: 'fan',
    snapshot: false,
    kfElsewhere: 0,
    ...given,
  }
}

/** A person's openid at an account: always the same, 28 characters, starts with `o`. */
export function openidOf(appid: string, personId: string): string {
  return `o${createHash('sha256').update(`${appid}|${personId}`).digest('base64url').slice(0, 27)}`
}
