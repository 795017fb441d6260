import { readFileSync } from 'node:fs'
import { createMall } from './mall.js'

const port = Number(process.env.MALL_PORT || 8082)

try {
  const server = createMall(readConfig()).listen(port, '127.0.0.1')
  server.on('error', fail)
  server.on('listening', () => {
    const url = `http://127.0.0.1:${server.address().port}/wechat`
    if (process.send) process.send({ type: 'ready', url })
    else console.log(`mall: ${url}`)
  })
  const stop = () => {
    server.close()
    server.closeAllConnections()
    if (process.connected) process.disconnect()
  }
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, stop)
} catch (problem) {
  fail(problem)
}

/** From the environment, or from the file that the demo's start wrote. */
function readConfig() {
  const { MALL_TOKEN, MALL_AES_KEY, MALL_APPID, DUOKEFU_DEMO_FILE } = process.env
  const demo = DUOKEFU_DEMO_FILE ? JSON.parse(readFileSync(DUOKEFU_DEMO_FILE, 'utf8')) : null
  const config = {
    token: MALL_TOKEN || demo?.developer?.token,
    encodingAESKey: MALL_AES_KEY || demo?.developer?.encodingAesKey,
    appid: MALL_APPID || demo?.appid,
  }
  if (!config.token || !config.appid)
    throw new Error('MALL_TOKEN and MALL_APPID, or DUOKEFU_DEMO_FILE, are not set')
  return config
}

function fail(problem) {
  const sentence =
    problem.code === 'EADDRINUSE'
      ? {
          zh: `端口 ${port} 已被占用，示例商城无法启动。请用 MALL_PORT 换一个端口。`,
          en: `Port ${port} is taken, so the example mall can't start. Choose another one with MALL_PORT.`,
        }
      : {
          zh: `示例商城没有启动：${problem.message}`,
          en: `The example mall did not start: ${problem.message}`,
        }
  if (process.send) process.send({ type: 'failed', sentence })
  else console.error(`${sentence.zh}\n${sentence.en}`)
  process.exitCode = 1
  if (process.connected) process.disconnect()
}
