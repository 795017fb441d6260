import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { JsonSchema } from './json-sample.ts'
import type { RouteOfTable } from './watched.ts'

/** A route as it is in the server's own table, with what the description of the API says of it. */
export interface Target {
  readonly method: string
  /** With its parameters in braces; a star at the end stands for any path. */
  readonly path: string
  readonly params: Readonly<Record<string, JsonSchema>>
  readonly query: Readonly<Record<string, JsonSchema>>
  readonly body: JsonSchema | null
}

interface Described {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: JsonSchema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
}

const bundle = path.resolve(import.meta.dirname, '../../packages/server/dist/main.js')

/**
 * Every public route: what Fastify has registered, so that a new one can't be forgotten. The calls of the
 * WeChat-compatible API stand behind a star and are read from the program's text.
 */
export async function readTargets(url: string, routes: readonly RouteOfTable[]): Promise<Target[]> {
  const answer = await fetch(`${url}/api/openapi.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> }
  const calls = readFileSync(bundle, 'utf8').match(/(?<=["'`])\/(?:cgi-bin|customservice)\/[\w/]+/g) ?? []
  const targets = routes.map(({ method, url }) => targetOf(method, url, paths))
  for (const call of new Set(calls))
    for (const method of ['GET', 'POST']) targets.push(targetOf(method, call, paths))
  return targets
}

function targetOf(
  method: string,
  url: string,
  paths: Readonly<Record<string, Readonly<Record<string, Described>>>>,
): Target {
  const template = url.replace(/:(\w+)/g, '{$1}')
  const described = paths[template]?.[method.toLowerCase()]
  const within = (where: string) =>
    Object.fromEntries(
      (described?.parameters ?? [])
        .filter((each) => each.in === where)
        .map(({ name, schema }) => [name, schema]),
    )
  const names = template.match(/(?<=\{)\w+(?=\})/g) ?? []
  const params = { ...Object.fromEntries(names.map((name) => [name, { type: 'string' }])), ...within('path') }
  const body = described?.requestBody?.content['application/json']?.schema ?? null
  return { method, path: template, params, query: within('query'), body }
}
