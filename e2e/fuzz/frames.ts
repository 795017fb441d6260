import { connect, type Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import type { Dice } from './dice.ts'
import { hostileJson, hostileTexts, mutateBytes, mutateValue } from './mutate.ts'
import type { FuzzedShop } from './shop.ts'

const patienceMs = 3_000
const goodbyeMs = 500
const framesPerDesk = 40
const packed = deflateRawSync(Buffer.alloc(10_000_000, '{"type":"ping","n":1}'))

/** What became of an open desk that said what no desk says. */
export interface DeskResult {
  /** 101 when it was let in. */
  readonly status: number
  readonly sent: number
}

/** Opens a desk (or fails to), says up to forty frames, and goes in one way or another. */
export async function fuzzDesk(port: number, dice: Dice, shop: FuzzedShop): Promise<DeskResult> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const isOpen = () => socket.writable && !socket.destroyed
  try {
    const status = await handshake(socket, port, dice, shop)
    let sent = 0
    if (status === 101) {
      const frames = 1 + dice.int(framesPerDesk)
      for (; sent < frames && isOpen(); sent += 1) {
        socket.write(fuzzedFrame(dice, shop))
        // Every so often what was said so far is read before the next.
        if (dice.chance(0.2)) await new Promise((resolve) => setImmediate(resolve))
      }
      if (isOpen() && dice.chance(0.5)) socket.end(frame(8, closeBody(dice)))
      else if (dice.chance(0.5)) socket.end()
      else socket.resetAndDestroy()
    }
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())])
    return { status, sent }
  } finally {
    socket.destroy()
  }
}

function handshake(socket: Socket, port: number, dice: Dice, shop: FuzzedShop): Promise<number> {
  const origin = dice.chance(0.95)
    ? `http://127.0.0.1:${port}`
    : dice.pick(['null', 'http://evil.invalid', ''])
  const account = dice.chance(0.95)
    ? dice.pick([shop.safe.id, shop.plain.id])
    : dice.pick(['0', '99999999999999999999', '', 'x'])
  const extensions = dice.chance(0.3)
    ? 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8\r\n'
    : ''
  const version = dice.chance(0.97) ? '13' : dice.pick(['8', '0', 'x'])
  const key = dice.chance(0.97) ? 'dGhlIHNhbXBsZSBub25jZQ==' : 'x'
  const cookie = dice.chance(0.95) ? shop.cookies.owner : 'duokefu_login=x'
  socket.write(
    `GET /api/realtime?account=${account} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nSec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: ${key}\r\n${extensions}\r\n`,
  )
  return new Promise((resolve) => {
    let heard = ''
    socket.on('data', (chunk) => {
      heard = heard.length < 100 ? heard + chunk.toString('latin1') : heard
      if (heard.length > 12) resolve(Number(heard.slice(9, 12)))
    })
    socket.once('close', () => resolve(0))
    setTimeout(() => resolve(0), patienceMs).unref()
  })
}

function fuzzedFrame(dice: Dice, { openids }: FuzzedShop): Buffer {
  const said = dice.chance(0.6)
    ? { type: 'view', openids: Array.from({ length: dice.int(20) }, () => dice.pick(openids)) }
    : { type: 'ping', n: dice.int(10 ** 9) }
  // One that is wrong ends the desk, so that most have to be right.
  if (dice.chance(0.85)) return frame(1, Buffer.from(JSON.stringify(said)))
  if (dice.chance(0.5)) return frame(1, hostileJson(mutateValue(said, dice), dice))
  return dice.pick(tricks)(dice)
}

const tricks: readonly ((dice: Dice) => Buffer)[] = [
  (dice) => frame(2, dice.bytes(dice.int(500))),
  (dice) => frame(9, dice.bytes(dice.int(126))),
  (dice) => frame(9, dice.bytes(2_000)),
  (dice) => frame(10, dice.bytes(10)),
  (dice) => frame(1, dice.bytes(50)),
  (dice) => frame(3 + dice.int(5), Buffer.from('{}')),
  (dice) => frame(11 + dice.int(5), Buffer.from('{}')),
  (dice) => frame(0, Buffer.from('{"type":'), { first: dice.chance(0.5) ? 0x80 : 0 }),
  () =>
    Buffer.concat([frame(1, Buffer.from('{"type":"ping",'), { first: 0 }), frame(0, Buffer.from('"n":1}'))]),
  () => Buffer.concat(Array.from({ length: 2_000 }, () => frame(1, Buffer.alloc(0), { first: 0 }))),
  () => frame(1, Buffer.alloc(70_000, 'x')),
  () => frame(1, Buffer.from(hostileTexts.join())),
  () => frame(1, packed, { first: 0xc0 }),
  (dice) => frame(1, Buffer.from('{}'), { first: 0x80 | (dice.int(8) << 4) }),
  () => frame(1, Buffer.from('{"type":"ping","n":1}'), { masked: false }),
  () => Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  () => Buffer.from([0x81, 0xfe, 0xff]),
  (dice) => mutateBytes(frame(1, Buffer.from('{"type":"view","openids":[]}')), dice),
  (dice) => frame(8, closeBody(dice)),
]

function closeBody(dice: Dice): Buffer {
  const code = Buffer.alloc(2)
  code.writeUInt16BE(dice.pick([1000, 1001, 999, 0, 1005, 1006, 65_535, 4_000]))
  return dice.pick([code, Buffer.alloc(0), Buffer.alloc(1), Buffer.concat([code, dice.bytes(130)]), code])
}

/** A frame of RFC 6455 as a client sends it: masked, unless that is the trick. */
function frame(
  opcode: number,
  payload: Buffer,
  { first = 0x80, masked = true }: { readonly first?: number; readonly masked?: boolean } = {},
): Buffer {
  const { length } = payload
  const short = length < 126 ? length : length < 65_536 ? 126 : 127
  const size = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0)
  if (short === 126) size.writeUInt16BE(length)
  if (short === 127) size.writeBigUInt64BE(BigInt(length))
  const head = Buffer.from([first | opcode, (masked ? 0x80 : 0) | short])
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, size, Buffer.alloc(masked ? 4 : 0), payload])
}
