import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import decodeJpeg, { init as initJpegDecoder } from '@jsquash/jpeg/decode.js'
import encodeJpeg, { init as initJpegEncoder } from '@jsquash/jpeg/encode.js'
import decodePng, { init as initPngDecoder } from '@jsquash/png/decode.js'
import { decodeFrames } from 'modern-gif'
import { scaleDown } from './scale-down.mjs'

// Runs beside the server, like the decoder of voice, and for the same reasons. Plain JavaScript: the thread starts from
// the sources as well as from the build.

// What browsers have, and these decoders answer with.
globalThis.ImageData ??= class ImageData {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height })
  }
}

// Of a broken file they have much to say.
const silent = { print: () => undefined, printErr: () => undefined }

const { resolve } = createRequire(import.meta.url)
const compiled = async (name) => WebAssembly.compile(await readFile(resolve(name)))

/** Each is compiled when it is first needed. */
function once(load) {
  let loaded = null
  return () => {
    loaded ??= load()
    return loaded
  }
}
const jpegDecoder = once(async () =>
  initJpegDecoder(await compiled('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'), silent),
)
const jpegEncoder = once(async () =>
  initJpegEncoder(await compiled('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'), silent),
)
const pngDecoder = once(async () =>
  initPngDecoder(await compiled('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')),
)

parentPort?.on('message', async (job) => {
  const made = await reduce(job).catch(() => null)
  parentPort?.postMessage(made, made === null ? [] : [made.data.buffer])
})

/** A JPEG by the first of the sizes that makes it small enough, as it is to be looked at. */
async function reduce({ data, mime, sizes, maxBytes }) {
  const picture = await decode(data, mime)
  await jpegEncoder()
  for (const { width, height, quality } of sizes) {
    const scale = Math.min(1, width / picture.width, height / picture.height)
    const [toWidth, toHeight] = [picture.width, picture.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    )
    const scaled = scaleDown(picture, toWidth, toHeight)
    // Progressive and trellis take four times as long, and save a tenth.
    const options = { quality, progressive: false, trellis_multipass: false }
    const jpeg = new Uint8Array(await encodeJpeg(scaled, options))
    if (jpeg.byteLength <= maxBytes) return { data: jpeg, width: toWidth, height: toHeight }
  }
  return null
}

async function decode(data, mime) {
  switch (mime) {
    case 'image/jpeg':
      await jpegDecoder()
      return decodeJpeg(data, { preserveOrientation: true })
    case 'image/png':
      await pngDecoder()
      return decodePng(data)
    case 'image/gif': {
      // What a film of pictures begins with.
      const [first] = await decodeFrames(data, { range: [0, 0] })
      return first
    }
    default:
      throw new TypeError(`no decoder of ${mime}`)
  }
}
