/** How values are logged. */
export const serializers = {
  err: loggable,
  /** Of an upload, at the finest level: the request's headers, and its cookie among them. */
  busboyOptions: (): undefined => undefined,
}

/** What may be logged of an error: PostgreSQL's carry the row in fields of their own, and that row is a customer's. */
export function loggable(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, code } = error as NodeJS.ErrnoException
  const cause = error.cause === undefined ? {} : { cause: loggable(error.cause) }
  return { type: name, message, stack, code, ...cause }
}
