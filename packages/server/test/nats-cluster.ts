import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** nats-server processes that pass on to each other what they hear. */
export interface NatsCluster {
  /** As NATS_URL. */
  readonly urls: readonly string[]
  /** `kill -9` of the server with the most clients; answers how many these were. */
  killBusiest(): Promise<number>
  /** Clients that are connected, over all servers. */
  clients(): Promise<number>
  stop(): Promise<void>
}

/** The program (NATS_SERVER, else where packages put it), or null with the reason in words why there is none. */
export function findNatsServer(): { readonly program: string | null; readonly why: string } {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  const places = [process.env.NATS_SERVER ?? '', ...folders.map((folder) => path.join(folder, 'nats-server'))]
  const program = places.find((file) => existsSync(file))
  if (program === undefined)
    return { program: null, why: 'nats-server is not installed (Debian: apt-get install nats-server)' }
  const { status } = spawnSync(program, ['--version'])
  return status === 0 ? { program, why: '' } : { program: null, why: `${program} does not run` }
}

interface Member {
  readonly url: string
  readonly monitor: string
  readonly child: ChildProcess
}

/** Resolves when every server is connected to all others. */
export async function startNatsCluster(program: string, size = 3): Promise<NatsCluster> {
  const ports = await freePorts(3 * size)
  const routes = ports.slice(2 * size).map((port) => `nats://127.0.0.1:${port}`)
  const members = routes.map((route, index): Member => {
    const [port = 0, monitor = 0] = [ports[index], ports[size + index]]
    const cluster = ['--cluster_name', 'test', '--cluster', route, '--routes', routes.join()]
    const child = spawn(program, ['-a', '127.0.0.1', '-p', `${port}`, '-m', `${monitor}`, ...cluster], {
      stdio: 'ignore',
    })
    return { url: `nats://127.0.0.1:${port}`, monitor: `http://127.0.0.1:${monitor}`, child }
  })
  const alive = new Set(members)
  // A test that dies takes its servers with it.
  const end = () => {
    for (const { child } of members) child.kill('SIGKILL')
  }
  process.once('exit', end)
  for (const member of members) await untilJoined(member, size - 1)

  async function kill(member: Member): Promise<void> {
    alive.delete(member)
    const gone = once(member.child, 'exit')
    member.child.kill('SIGKILL')
    await gone
  }

  return {
    urls: members.map(({ url }) => url),
    async killBusiest() {
      const counted = await Promise.all(
        [...alive].map(async (member) => ({ member, clients: await clientsOf(member) })),
      )
      const [busiest] = counted.sort((a, b) => b.clients - a.clients)
      if (busiest === undefined) throw new Error('no server is left')
      await kill(busiest.member)
      return busiest.clients
    },
    async clients() {
      const counts = await Promise.all([...alive].map(clientsOf))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    async stop() {
      process.off('exit', end)
      for (const member of [...alive]) await kill(member)
    },
  }
}

async function untilJoined(member: Member, others: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { routes } = await ask(member, 'routez').then(
      (answer) => ({ routes: new Set(answer.routes?.map(({ remote_id }) => remote_id)).size }),
      () => ({ routes: -1 }),
    )
    if (routes >= others) return
    if (member.child.exitCode !== null) throw new Error('nats-server ended')
    await wait(50)
  }
  throw new Error('the servers of NATS did not find each other')
}

async function clientsOf(member: Member): Promise<number> {
  return (await ask(member, 'connz')).num_connections ?? 0
}

interface Answer {
  readonly num_connections?: number
  readonly routes?: readonly { readonly remote_id: string }[]
}

async function ask({ monitor }: Member, about: 'routez' | 'connz'): Promise<Answer> {
  return (await (await fetch(`${monitor}/${about}`)).json()) as Answer
}

/** Ports that nobody has now: all taken at once, then let go. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
