import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { checkPort, findFreePort, readPort } from './ports.mjs'

const servers: net.Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function takePort(host: string): Promise<number> {
  const server = net.createServer().listen(0, host)
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

it.each(['127.0.0.1', '0.0.0.0'])(
  '[start] a port taken on %s is refused with its number and a free one',
  async (host) => {
    const port = await takePort(host)
    const refusal = await checkPort('127.0.0.1', port, 'PORT').catch((error) => error.sentence)
    expect(refusal.en).toContain(`Port ${port} is taken`)
    expect(refusal.zh).toContain(`端口 ${port} 已被占用`)
    const other = Number(/PORT=(\d+)/.exec(refusal.en)?.[1])
    await expect(checkPort('127.0.0.1', other, 'PORT')).resolves.toBeUndefined()
  },
)

it('[start] a free port is found past the taken and the reserved ones', async () => {
  const port = await takePort('127.0.0.1')
  const found = await findFreePort('127.0.0.1', port, [port + 1])
  expect(found).toBeGreaterThan(port + 1)
})

it('[start] an address of another machine is called so', async () => {
  await expect(checkPort('192.0.2.1', 8080, 'PORT')).rejects.toThrow('HOST=192.0.2.1')
})

it.each(['80a', '0', '65536', '-1', '1.5'])('[start] PORT=%s is refused by name', (text) => {
  expect(() => readPort({ PORT: text }, 'PORT', 8080)).toThrow(`PORT=${text}`)
})

it('[start] a variable that is not set or empty means the usual port', () => {
  expect(readPort({}, 'PORT', 8080)).toBe(8080)
  expect(readPort({ PORT: '' }, 'PORT', 8080)).toBe(8080)
  expect(readPort({ PORT: '9000' }, 'PORT', 8080)).toBe(9000)
})
