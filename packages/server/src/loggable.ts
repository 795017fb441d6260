/** How values are logged. */
export const serializers = {
  err: loggable,
  /** Of an upload, at the finest level: the request's headers, and its cookie among them. */
  busboyOptions: (): undefined => undefined,
}

/** Written already: a logger's serializer meets what a caller has written itself. */
const written = new WeakSet<object>()

/** What may be logged of an error: PostgreSQL's carry the row in fields of their own, and that row is a customer's. */
export function loggable(error: unknown): object {
  if (!(error instanceof Error)) return isWritten(error) ? error : { type: typeof error }
  const { name, message, stack, code } = error as NodeJS.ErrnoException
  const cause = error.cause === undefined ? {} : { cause: loggable(error.cause) }
  const lines = { type: name, message, stack, code, ...cause }
  written.add(lines)
  return lines
}

function isWritten(value: unknown): value is object {
  return typeof value === 'object' && value !== null && written.has(value)
}
