import { parentPort } from 'node:worker_threads'
import decodeAmr from '@audio/decode-amr'
import { decodeSpeex } from './speex/decode-speex.mjs'

// Runs beside the server, so that nothing that a file does to a decoder can hurt it. Plain JavaScript: the thread starts
// from the sources as well as from the build.
parentPort?.on('message', async ({ amr, speex }) => {
  const decoded = amr ? await fromAmr(amr) : decodeSpeex(speex)
  parentPort?.postMessage(decoded, [decoded.samples.buffer])
})

async function fromAmr(bytes) {
  const { channelData, sampleRate } = await decodeAmr(bytes)
  return { samples: channelData[0] ?? new Float32Array(), sampleRate }
}
