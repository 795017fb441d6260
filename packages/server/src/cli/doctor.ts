import { z } from 'zod'
import { Accounts } from '../accounts/accounts.ts'
import { openFileStore } from '../media/open-file-store.ts'
import { command, type Words } from './command.ts'
import type { Operator } from './operator.ts'
import { databaseTime, durabilitySettings, hasPartitionsAhead, overdueWork, tokenTroubles } from './store.ts'

interface Finding extends Words {
  readonly check: string
  readonly ok: boolean
}

export const doctor = command({
  name: 'doctor',
  usage: '',
  help: { zh: '检查这套安装', en: 'check this installation' },
  options: z.object({}),
  async run(operator) {
    const findings = [
      ...(await checkDurability(operator)),
      await checkClock(operator),
      await checkPartitions(operator),
      await checkSecrets(operator),
      await checkFiles(operator),
      await checkOverdue(operator),
      ...(await checkTokens(operator)),
      checkAddress(operator),
    ]
    return {
      json: { ok: findings.every(({ ok }) => ok), findings },
      lines: findings.map(({ ok, zh, en }) => `${ok ? '✓' : '✗'} ${zh} / ${en}`),
      failed: findings.some(({ ok }) => !ok),
    }
  },
})

/** A message that was answered with 200 must survive a power cut (L7). */
async function checkDurability({ pool }: Operator): Promise<Finding[]> {
  const settings = await durabilitySettings(pool)
  const version = settings.get('server_version')
  const off = ['fsync', 'synchronous_commit', 'full_page_writes'].filter(
    (name) => settings.get(name) === 'off',
  )
  return [
    {
      check: 'database',
      ok: true,
      zh: `数据库可用，PostgreSQL ${version}`,
      en: `the database answers, PostgreSQL ${version}`,
    },
    {
      check: 'durability',
      ok: off.length === 0,
      zh: off.length === 0 ? '写入会落盘' : `${off.join('、')} 已关闭，断电会丢消息`,
      en: off.length === 0 ? 'writes reach the disk' : `${off.join(', ')} off: a power cut loses messages`,
    },
  ]
}

async function checkClock({ pool, clock }: Operator): Promise<Finding> {
  const before = clock.now()
  const there = await databaseTime(pool)
  const seconds = Math.round(Math.abs(there - (before + clock.now()) / 2) / 1000)
  return {
    check: 'clock',
    ok: seconds <= 2,
    zh: `与数据库的时钟相差 ${seconds} 秒`,
    en: `this clock and the database's are ${seconds} s apart`,
  }
}

async function checkPartitions({ pool }: Operator): Promise<Finding> {
  const ok = await hasPartitionsAhead(pool)
  return {
    check: 'partitions',
    ok,
    zh: ok ? '下个月的分区已建好' : '下个月的分区还没有建',
    en: ok ? "next month's partitions are there" : "next month's partitions are missing",
  }
}

/** Secrets sealed with another DUOKEFU_SECRET can't be opened, and then nothing goes to WeChat. */
async function checkSecrets({ pool, secrets, clock }: Operator): Promise<Finding> {
  const ok = await new Accounts(pool, secrets, clock.now).all().then(
    () => true,
    () => false,
  )
  return {
    check: 'secret',
    ok,
    zh: ok ? '公众号的密钥都能打开' : '公众号的密钥打不开：DUOKEFU_SECRET 与写入时不同',
    en: ok
      ? "the accounts' secrets open"
      : "the accounts' secrets don't open: DUOKEFU_SECRET is not the one they were sealed with",
  }
}

/** A bucket that can't be read loses nothing, but shows nothing either. */
async function checkFiles({ config }: Operator): Promise<Finding> {
  const store = openFileStore(config)
  const place = config.s3 === null ? config.dataDir : `${config.s3.endpoint}/${config.s3.bucket}`
  const problem = await store.read('0'.repeat(64)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  await store.close()
  return {
    check: 'files',
    ok: problem === null,
    zh: problem === null ? `文件存放在 ${place}` : `文件读不到（${place}）：${problem}`,
    en: problem === null ? `files are kept in ${place}` : `files can't be read (${place}): ${problem}`,
  }
}

async function checkOverdue({ pool }: Operator): Promise<Finding> {
  const { replies, events, files } = await overdueWork(pool)
  return {
    check: 'overdue',
    ok: replies + events + files === 0,
    zh: `超过 5 分钟还没处理：回复 ${replies}，开发者事件 ${events}，文件 ${files}`,
    en: `waiting for more than 5 minutes: ${replies} replies, ${events} developer events, ${files} files`,
  }
}

async function checkTokens({ pool }: Operator): Promise<Finding[]> {
  const troubles = await tokenTroubles(pool)
  return troubles.map(({ appid, error, pausedCode }) => ({
    check: 'wechat',
    ok: false,
    zh: pausedCode === null ? `${appid} 取不到凭证：${error}` : `${appid} 被微信限流（${pausedCode}）`,
    en:
      pausedCode === null
        ? `${appid} gets no access token: ${error}`
        : `${appid} is paused by WeChat (${pausedCode})`,
  }))
}

function checkAddress({ config, url }: Operator): Finding {
  const isPublic = config.publicUrl !== null
  return {
    check: 'address',
    ok: true,
    zh: isPublic ? `对外地址 ${url}` : `没有设置 PUBLIC_URL，只能在 ${url} 访问`,
    en: isPublic ? `reached at ${url}` : `no PUBLIC_URL: reached at ${url} alone`,
  }
}
