import wechat from 'co-wechat'
import Koa from 'koa'
import { answer } from './shop-bot.js'

/** The merchant's server: `/wechat` is the URL that once stood in WeChat's console. */
export function createMall({ token, appid, encodingAESKey }) {
  const app = new Koa()
  const serve = wechat({ token, appid, encodingAESKey }).middleware(async (message) => answer(message))
  app.use(async (ctx, next) => (ctx.path === '/wechat' ? serve(ctx, next) : next()))
  return app
}
