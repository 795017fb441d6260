import pg from 'pg'

/** A statement that is prepared once in each session, under its name; without one it is planned each time, by its values. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly Value[]
}

/** What can be sent as it is, so that no statement of a flight is found to be impossible after others have left. */
type Value = string | number | boolean | null | undefined | readonly (string | number | undefined)[]

/**
 * Asks for it. All that is asked of a connection in one turn is a flight: it leaves together, and PostgreSQL answers it
 * together. Otherwise each statement of a small group wakes the server once, and its answer wakes us. After a statement
 * that fails PostgreSQL leaves out the rest of the flight, and every one of it fails with that fault.
 */
export function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  statement: Statement,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    const asked = { statement, done: resolve as (result: pg.QueryResult) => void, failed: reject }
    const flight = waiting.get(client)
    if (flight === undefined) {
      waiting.set(client, [asked])
      queueMicrotask(() => leave(client))
    } else flight.push(asked)
  })
}

interface Asked {
  readonly statement: Statement
  readonly done: (result: pg.QueryResult) => void
  readonly failed: (error: Error) => void
}

/** What is to leave at the end of this turn. */
const waiting = new WeakMap<pg.ClientBase, Asked[]>()

function leave(client: pg.ClientBase): void {
  const asked = waiting.get(client) ?? []
  waiting.delete(client)
  client.query(new Flight(asked))
}

/** What pg's own queries hear from their client; its types leave it out. */
interface Hears {
  name: string | undefined
  text: string | undefined
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  handleCommandComplete(message: unknown, connection: pg.Connection): void
  handleReadyForQuery(connection: pg.Connection): void
  handleError(error: Error, connection: pg.Connection): void
  submit(connection: pg.Connection): Error | null
}

type Submitted = pg.Connection & { submittedNamedStatements: Record<string, string> }

/**
 * Statements with one Sync behind the last of them. A query of its own kind, since the client allows no others where
 * queries follow each other without waiting; each statement is one of pg's own, which reads its part of the answer.
 */
export class Flight extends pg.Query {
  readonly statements: readonly Statement[]
  /** The client puts its own here, which ends the time that it waits for an answer. */
  declare callback: () => void
  readonly #parts: readonly (Hears & Pick<Asked, 'failed'>)[]
  /** The statement whose answer is read. */
  #at = 0

  constructor(asked: readonly Asked[]) {
    super('', () => undefined)
    this.statements = asked.map(({ statement }) => statement)
    this.#parts = asked.map(
      ({ statement: { name, text, values }, done, failed }) =>
        Object.assign(
          new pg.Query(text, values as unknown[], (error, result) => (error ? failed(error) : done(result))),
          // Extended also without a name and values: a simple query would bring a Sync of its own.
          { name, failed, queryMode: 'extended' },
        ) as unknown as Hears & Pick<Asked, 'failed'>,
    )
    this.#name()
  }

  override submit = (connection: pg.Connection): null => {
    const unsynced = Object.assign(Object.create(connection), { sync: () => undefined })
    for (const part of this.#parts) part.submit(unsynced)
    connection.sync()
    return null
  }

  handleRowDescription(message: unknown): void {
    this.#parts[this.#at]?.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.#parts[this.#at]?.handleDataRow(message)
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    this.#parts[this.#at]?.handleCommandComplete(message, connection)
    this.#at += 1
    this.#name()
  }

  handleReadyForQuery(connection: pg.Connection): void {
    this.callback()
    for (const part of this.#parts) part.handleReadyForQuery(connection)
  }

  handleError(error: Error, connection: Submitted): void {
    this.callback()
    for (const { name } of this.#parts.slice(this.#at))
      if (name !== undefined) delete connection.submittedNamedStatements[name]
    for (const part of this.#parts) part.failed(error)
  }

  /** The client notes under the name and text of its query what PostgreSQL has parsed. */
  #name(): void {
    const part = this.#parts[this.#at]
    Object.assign(this, { name: part?.name, text: part?.text })
  }
}
