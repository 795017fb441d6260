const HOURS = '营业时间：每天 9:00–21:00，春节照常发货。'
const MENU = [
  '您好，这里是花田小店。',
  '发下面的内容，马上有回答：',
  '· 营业时间',
  '· 订单号，如 MD20260101',
  '· 人工',
].join('\n')

const ORDERS = new Map([
  ['MD20260101', '已发货，中通快递 78120034519，预计明天送达'],
  ['MD20260102', '已付款，正在包装，今天 18:00 前发出'],
  ['MD20260103', '已签收，感谢您的购买'],
  ['MD20260104', '退款处理中，1–3 个工作日原路退回'],
])

/** What the shop answers to one message or event of WeChat's: a text, a hand-over, or '' for nothing. */
export function answer(message) {
  switch (message.MsgType) {
    case 'text':
      return answerText(message.Content ?? '')
    case 'image':
      return '照片收到了，谢谢！需要帮忙看看的话，请发「人工」。'
    case 'event':
      return answerEvent(message)
    default:
      return MENU
  }
}

function answerText(content) {
  const text = content.trim()
  if (/^(转?人工|转人工客服)$/.test(text)) return { type: 'customerService' }
  if (/营业|几点|开门|关门/.test(text)) return HOURS
  const [number] = text.toUpperCase().match(/MD\d{6,}/) ?? []
  if (number !== undefined) return orderStatus(number)
  if (text.includes('订单') || text.includes('物流')) return '请把订单号发给我，以 MD 开头，例如 MD20260101。'
  return MENU
}

function orderStatus(number) {
  const status = ORDERS.get(number)
  return status === undefined ? `没有找到订单 ${number}，请核对后再发一次。` : `订单 ${number}：${status}。`
}

function answerEvent(event) {
  if (event.Event === 'subscribe') return `欢迎关注花田小店！\n${MENU}`
  if (event.Event === 'CLICK' && event.EventKey === 'HOURS') return HOURS
  // Session events (kf_create_session and the like) and everything else: nothing to say.
  return ''
}
