/** Samples of one channel, -1 to 1, as a WAV of 16 bits: what every browser plays. */
export function encodeWav(samples: Float32Array, sampleRate: number): Buffer {
  const wav = Buffer.alloc(44 + samples.length * 2)
  wav.write('RIFF', 0, 'latin1')
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8, 'latin1')
  wav.writeUInt32LE(16, 16)
  // PCM, one channel.
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36, 'latin1')
  wav.writeUInt32LE(samples.length * 2, 40)
  for (const [index, sample] of samples.entries()) {
    // A decoder may overshoot, and a broken file may give no number at all.
    const clipped = Math.max(-1, Math.min(1, Number.isNaN(sample) ? 0 : sample))
    wav.writeInt16LE(Math.round(clipped * 32_767), 44 + index * 2)
  }
  return wav
}
