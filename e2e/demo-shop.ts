import { createHash } from 'node:crypto'

const appid = 'wx5f1c0d9ab3e74286'

/**
 * The shop's credentials, as `npm start` makes them once and at random. Fixed here, so that fans have the same openids,
 * names and colours in every run. They open nothing: the WeChat that knows them is simulated.
 */
export const demoShop = {
  name: '花田小店',
  appid,
  secret: '9d0c61e2b7f34a58a1e5c02d7b8f6e13',
  ghId: 'gh_6c2f9e01b7d4',
  token: 'f4b1c7a09e6d2385b0a7c1e4',
  encodingAesKey: 'kT3vQxW8mZr1LpYbN5cJd7HfGs2AuEoXi9RtKyVqM4h',
  mode: 'safe' as const,
  developer: {
    token: '81d7e3c5a9f02b64c6e8d1a3',
    encodingAesKey: 'Zb6NwRk2TqHv9XyLs4PmCj1GdFe8UaYo3BtVxKiMn7c',
  },
  staff: staff(['xiaolin', '小林'], ['xiaowu', '小吴'], ['laozhou', '老周']),
}

/** Whose simulated phones log in as which agents; the openid is what the simulated WeChat makes of appid and person. */
function staff(...people: (readonly [phone: string, name: string])[]) {
  return people.map(([phone, name]) => ({
    phone,
    name,
    openid: `o${createHash('sha256').update(`${appid}|${phone}`).digest('base64url').slice(0, 27)}`,
  }))
}
