/** The two have no types of their own; methods are called by name. */
declare module 'wechat-api' {
  // biome-ignore lint/style/noDefaultExport: it is what they export
  export default class {
    constructor(appid: string, appsecret: string)
    endpoint: string;
    [method: string]: unknown
  }
}

declare module 'co-wechat-api' {
  // biome-ignore lint/style/noDefaultExport: it is what they export
  export default class {
    constructor(appid: string, appsecret: string)
    request(url: string, options: unknown, retry?: number): Promise<unknown>
    [method: string]: unknown
  }
}
