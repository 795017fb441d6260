import net from 'node:net'
import { Problem } from './words.mjs'

/**
 * The port that a variable asks for, or the usual one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @param {number} usual
 */
export function readPort(env, name, usual) {
  const text = env[name] || String(usual)
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Problem({
    zh: `${name}=${text} 不是端口号（1–65535）。`,
    en: `${name}=${text} is not a port (1–65535).`,
  })
}

/** Refuses with a sentence that names the port and another one that is free. */
export async function checkPort(host, port, name) {
  const reason = await reasonAgainst(host, port)
  if (reason === null) return
  if (reason === 'EADDRNOTAVAIL' || reason === 'ENOTFOUND')
    throw new Problem({
      zh: `HOST=${host} 不是这台机器的地址。`,
      en: `HOST=${host} is not an address of this machine.`,
    })
  const other = await findFreePort(host, port + 1)
  if (reason === 'EACCES')
    throw new Problem({
      zh: `没有权限监听端口 ${port}；请换一个，例如 ${name}=${other} npm start。`,
      en: `Listening on port ${port} is not permitted: choose another, for example ${name}=${other} npm start.`,
    })
  throw new Problem({
    zh: `端口 ${port} 已被占用（多客服是否已在运行？）；请换一个，例如 ${name}=${other} npm start。`,
    en: `Port ${port} is taken (is Duokefu running already?): choose another, for example ${name}=${other} npm start.`,
  })
}

/** The first free port from `from` on. */
export async function findFreePort(host, from, taken = []) {
  for (let port = from; port < from + 200 && port < 65_536; port += 1)
    if (!taken.includes(port) && (await reasonAgainst(host, port)) === null) return port
  throw new Problem({
    zh: `从 ${from} 起没有空闲的端口。`,
    en: `No port from ${from} on is free.`,
  })
}

/** Why nothing could listen there, as an error code, or null. */
async function reasonAgainst(host, port) {
  const refusal = await new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
  return refusal ?? ((await answers(host, port)) ? 'EADDRINUSE' : null)
}

/** Some systems let a second program listen on an address that is taken through the wildcard address. */
function answers(host, port) {
  const to = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return new Promise((resolve) => {
    const socket = net.connect({ host: to, port })
    socket.setTimeout(1000)
    for (const [event, answer] of [
      ['connect', true],
      ['error', false],
      ['timeout', false],
    ]) {
      socket.once(event, () => {
        socket.destroy()
        resolve(answer)
      })
    }
  })
}
