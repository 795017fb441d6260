import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOf, LANGUAGE_COOKIE } from './cookies.ts'

export type Sentence = { zh: string; en: string }
type Button = { href: string; label: Sentence; plain?: true }
export type Page = {
  title: Sentence
  text: Sentence
  note?: Sentence
  icon: 'info' | 'warn'
  buttons?: Button[]
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
const COLOR = { info: '#10aeff', warn: '#fa9d3b' }
const STYLE = `body{margin:0;background:#ededed;color:#191919;font:16px/1.6 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif}
main{max-width:360px;margin:0 auto;padding:72px 28px;text-align:center}
.icon{width:64px;height:64px;margin:0 auto 28px;border-radius:32px;color:#fff;font:600 40px/64px Georgia,serif}
h1{margin:0 0 10px;font-size:20px;font-weight:600}p{margin:0;color:#5c625e;overflow-wrap:anywhere}small{display:block;margin-top:12px;color:#6f7370}
a{display:block;margin:40px auto 0;width:184px;border-radius:8px;background:#06a451;color:#fff;font-weight:600;line-height:44px;text-decoration:none}
a.plain{margin-top:14px;background:#dcdcdc;color:#191919}`

/** One of WeChat's own plain pages: a sign, a sentence, at most two buttons. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  const language = cookieOf(request, LANGUAGE_COOKIE) === 'en' ? 'en' : 'zh'
  const say = (sentence: Sentence) => escapeHtml(sentence[language])
  const buttons = (page.buttons ?? []).map(
    ({ href, label, plain }) =>
      `<a${plain ? ' class="plain"' : ''} href="${escapeHtml(href)}">${say(label)}</a>`,
  )
  const html = `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${say(page.title)}</title><style>${STYLE}</style>
<main><div class="icon" style="background:${COLOR[page.icon]}" aria-hidden="true">${page.icon === 'warn' ? '!' : 'i'}</div>
<h1>${say(page.title)}</h1><p>${say(page.text)}</p>${page.note ? `<small>${say(page.note)}</small>` : ''}${buttons.join('')}</main></html>`
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .send(html)
}

function escapeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (found) => names[found] ?? found)
}
