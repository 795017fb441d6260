/** The time, in milliseconds with fractions, that processes of one machine can compare. */
export function clockNow(): number {
  return performance.timeOrigin + performance.now()
}
