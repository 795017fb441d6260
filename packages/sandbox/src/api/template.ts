import { type Json, objectOf, textOf } from '../json-fields.ts'
import { type Answer, type Call, error, json, type Route } from './call.ts'

type Template = { id: string; title: string; fields: { name: string; label: string }[] }

/** Chosen in the console: one for each thing that a desk tells its agents. */
const TEMPLATES: Template[] = [
  {
    id: 'TplAgentNotify_0001_abcdefghijklmnopqrstuvw',
    title: '客户咨询提醒',
    fields: [
      { name: 'thing1', label: '咨询内容' },
      { name: 'time2', label: '时间' },
      { name: 'character_string3', label: '会话编号' },
    ],
  },
]
const LONGEST_THING = 20
/** The same openid and client_msg_id are sent once within ten minutes. */
const SAME_ID_MS = 600_000
const FIRST_MSG_ID = 200_228_332_001

/** Template messages into 「服务通知」 (protocol 10). */
export const templateRoutes: Route[] = [
  { method: 'POST', path: '/cgi-bin/message/template/send', needs: 'verified', handle: send },
  { method: 'GET', path: '/cgi-bin/template/get_all_private_template', needs: 'verified', handle: list },
]

function send({ world, state, json: body, at }: Call): Answer {
  if (body === null) return error(47001)
  const fan = state.fans.get(textOf(body, 'touser'))
  if (fan === undefined) return error(40003)
  if (!fan.follows) return error(43004)
  const template = TEMPLATES.find((each) => each.id === textOf(body, 'template_id'))
  if (template === undefined) return error(40037)
  const data = objectOf(body.data)
  const wrong = template.fields.find(({ name }) => !isGood(name, fieldOf(data, name)))
  if (wrong !== undefined) return error(47003, `argument invalid! data.${wrong.name}.value invalid`)
  const clientMsgId = textOf(body, 'client_msg_id')
  const before = world.notices.find(
    ({ personId, appid, body: card, at: sentAt }) =>
      card.type === 'template' &&
      clientMsgId !== '' &&
      card.clientMsgId === clientMsgId &&
      personId === fan.personId &&
      appid === state.account.appid &&
      at - sentAt < SAME_ID_MS,
  )
  const notice =
    before ??
    world.notify(state, fan.personId, {
      type: 'template',
      templateId: template.id,
      clientMsgId,
      title: template.title,
      url: textOf(body, 'url'),
      lines: template.fields.map(({ name, label }) => ({ label, value: fieldOf(data, name) })),
    })
  return json({ errcode: 0, errmsg: 'ok', msgid: FIRST_MSG_ID + Number(notice.id.slice(1)) })
}

function list(): Answer {
  return json({
    template_list: TEMPLATES.map(({ id, title, fields }) => ({
      template_id: id,
      title,
      primary_industry: 'IT科技',
      deputy_industry: '互联网|电子商务',
      content: fields.map(({ name, label }) => `${label}：{{${name}.DATA}}`).join('\n'),
      example: fields.map(({ label }) => `${label}：…`).join('\n'),
    })),
  })
}

function fieldOf(data: Json | null, name: string): string {
  return textOf(objectOf(data?.[name]), 'value')
}

/** By the prefix of its name: `thing` up to 20 characters, `character_string` without Chinese, up to 32. */
function isGood(name: string, value: string): boolean {
  if (value === '') return false
  if (name.startsWith('thing')) return [...value].length <= LONGEST_THING
  return name.startsWith('character_string') ? /^[\x20-\x7e]{1,32}$/.test(value) : true
}
