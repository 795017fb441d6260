/**
 * How many customer-service messages WeChat still takes for a fan, and until when (L9).
 * `unknown` until the fan first acts while we listen.
 */
export type Quota =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known'
      readonly left: number | 'unlimited'
      readonly until: number
      /** True once WeChat itself answered 45015 or 45047: no 「仍然发送」 then. */
      readonly saidByWechat: boolean
    }
