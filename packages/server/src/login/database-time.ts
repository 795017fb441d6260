/** The database's time, moved by the clock's skew: `parameter` ($3) holds it in milliseconds. */
export function movedNow(parameter: string): string {
  return `now() + make_interval(secs => ${parameter}::float8 / 1000)`
}
