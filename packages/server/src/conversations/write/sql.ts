/** A time in milliseconds, as a timestamp. */
export const at = (parameter: string) => `to_timestamp(${parameter} / 1000.0)`

/** A parameter of type jsonb; null stays SQL's null. */
export function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
