/** Pixels of a voice's bar: 96 for the shortest to 240 for a minute, WeChat's longest; in between where it isn't known. */
export function barWidth(seconds: number | null): number {
  if (seconds === null) return 144
  return Math.round(96 + 144 * Math.min(1, Math.max(0, seconds) / 60))
}

/** 「12″」, and 「1′05″」 from a minute on; a part of a second counts as one. */
export function voiceLength(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds - 0.001))
  if (whole < 60) return `${whole}″`
  return `${Math.floor(whole / 60)}′${String(whole % 60).padStart(2, '0')}″`
}
