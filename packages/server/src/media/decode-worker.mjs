import { parentPort } from 'node:worker_threads'
import decode from '@audio/decode-amr'

// Runs beside the server, so that nothing that a file does to the decoder can hurt it. Plain JavaScript: the thread starts
// from the sources as well as from the build.
parentPort?.on('message', async (bytes) => {
  const { channelData, sampleRate } = await decode(bytes)
  const samples = channelData[0] ?? new Float32Array()
  parentPort?.postMessage({ samples, sampleRate }, [samples.buffer])
})
