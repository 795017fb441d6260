import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../../..')
/** The rows of a page's table, cell by cell; the first cell is behind the first line. */
function rowsOf(page: string): string[][] {
  const lines = readFileSync(path.join(root, page), 'utf8').split('\n')
  const table = lines.filter((line) => line.startsWith('|')).slice(2)
  return table.map((line) => line.split('|').map((cell) => cell.trim()))
}
const rows = rowsOf('docs/wechat-compat.md')

/** Every call of WeChat's pages on customer-service messages, the desk behind them, media, and their tokens. */
const CALLS = [
  '/cgi-bin/token',
  '/cgi-bin/stable_token',
  '/cgi-bin/getcallbackip',
  '/cgi-bin/get_api_domain_ip',
  '/cgi-bin/callback/check',
  '/cgi-bin/clear_quota',
  '/cgi-bin/message/custom/send',
  '/cgi-bin/message/custom/typing',
  ...['add', 'update', 'del', 'uploadheadimg', 'inviteworker', 'setadmin', 'canceladmin'].map(
    (name) => `/customservice/kfaccount/${name}`,
  ),
  '/cgi-bin/customservice/getkflist',
  '/cgi-bin/customservice/getonlinekflist',
  ...['create', 'close', 'getsession', 'getsessionlist', 'getwaitcase'].map(
    (name) => `/customservice/kfsession/${name}`,
  ),
  '/customservice/msgrecord/getmsglist',
  '/customservice/msgrecord/getrecord',
  '/cgi-bin/customservice/getrecord',
  ...['upload', 'get', 'get/jssdk', 'uploadimg'].map((name) => `/cgi-bin/media/${name}`),
]

describe('docs/wechat-compat.md', () => {
  it.each(CALLS)('[L8] has the call %s', (call) => {
    expect(rows.filter(([, calls = '']) => calls.includes(` ${call}\``))).toHaveLength(1)
  })

  it.each(rows.map(([, call = '', , , proofs = '']) => [call, proofs.split('<br>')] as const))(
    '[L8] what it says of %s is proven by tests that are there',
    (_call, proofs) => areThere(proofs),
  )
})

describe('docs/peer-faults.md', () => {
  it.each(
    rowsOf('docs/peer-faults.md').map(
      ([, fault = '', proofs = '']) => [fault, proofs.split('<br>')] as const,
    ),
  )('[design] %s: not here, as tests say that are there', (_fault, proofs) => areThere(proofs))
})

/** `file`: the name of a test in it. */
function areThere(proofs: readonly string[]): void {
  for (const proof of proofs) {
    const [, file = '', name = ''] = /^`([^`]+)`: (\[.+)$/.exec(proof) ?? []
    expect(existsSync(path.join(root, file)), `${proof} names no file`).toBe(true)
    const source = readFileSync(path.join(root, file), 'utf8')
    expect(source.includes(`'${name}'`), `${file} has no test 「${name}」`).toBe(true)
  }
}
