// Frameworks of merchants that have no types of their own.

declare module 'wechat' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Config {
    readonly token: string
    readonly appid?: string
    readonly encodingAESKey?: string
  }
  interface Replying extends ServerResponse {
    reply(content: unknown): void
    transfer2CustomerService(kfAccount: string): void
  }
  type Handler = (
    request: IncomingMessage & { readonly weixin: Record<string, string> },
    response: Replying,
  ) => void
  function wechat(
    config: Config,
    handler: Handler,
  ): (request: IncomingMessage & { query: Record<string, string> }, response: ServerResponse) => void
  export = wechat
}

declare module 'co-wechat' {
  interface Config {
    readonly token: string
    readonly appid?: string
    readonly encodingAESKey?: string
  }
  function wechat(config: Config): {
    middleware(handler: (message: Record<string, string>) => Promise<unknown>): unknown
  }
  export = wechat
}

declare module 'koa' {
  import type { RequestListener, Server } from 'node:http'

  class Koa {
    use(middleware: unknown): this
    callback(): RequestListener
    listen(port: number, host: string, listening: () => void): Server
  }
  export = Koa
}
