import { readFileSync } from 'node:fs'

const hertz = [8_000, 16_000, 32_000]
let libspeex = null

/**
 * What a recording sounds like, one channel from -1 to 1: nothing when more of it is broken than whole. Each has a decoder
 * of its own, so that what one does to the memory is gone with it; broken frames are guessed from those before.
 * @param {import('../speex.ts').Speex} recording
 * @returns {{samples: Float32Array<ArrayBuffer>, sampleRate: number}}
 */
export function decodeSpeex({ band, packets, framesPerPacket }) {
  libspeex ??= new WebAssembly.Module(readFileSync(new URL('./speex.wasm', import.meta.url)))
  const decoder = new WebAssembly.Instance(libspeex).exports
  const frameLength = decoder.open(band)
  const room = new Uint8Array(decoder.memory.buffer, decoder.packet(), decoder.packetCapacity())
  const frame = new Float32Array(decoder.memory.buffer, decoder.samples(), frameLength)
  const samples = new Float32Array(packets.length * framesPerPacket * frameLength)
  let [whole, broken] = [0, 0]
  for (const packet of packets) {
    let isReadable = packet.length <= room.length
    if (isReadable) {
      room.set(packet)
      decoder.take(packet.length)
    }
    for (let turn = 0; turn < framesPerPacket; turn += 1) {
      isReadable &&= decoder.decode() === 0
      if (!isReadable) decoder.conceal()
      samples.set(frame, (whole + broken) * frameLength)
      if (isReadable) whole += 1
      else broken += 1
    }
  }
  return { samples: broken > whole ? new Float32Array() : samples, sampleRate: hertz[band] }
}
