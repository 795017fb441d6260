import pg from 'pg'

/** A statement that is prepared once in each session, under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values?: readonly unknown[]
}

/**
 * Sends it. `client.query` would copy such an object first, by the descriptors of its properties: of a dozen in each small
 * group that is 3 % of what a callback costs.
 */
export function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  { name, text, values }: Statement,
): Promise<pg.QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query<Row>(text, values as unknown[], (error, result) =>
      error ? reject(error) : resolve(result),
    )
    client.query(Object.assign(query, { name }))
  })
}
