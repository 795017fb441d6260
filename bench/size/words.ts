import { pastDays } from './shape.ts'

const lines = [
  '请问这件衣服还有 M 码吗？',
  '什么时候可以发货？',
  '已经付款了，麻烦尽快发出',
  '收到的颜色和图片不太一样',
  '可以改一下收货地址吗，上海市浦东新区',
  '好的，谢谢',
  '亲，您的订单已经发出，预计后天送达',
  '这款目前有现货，拍下后四十八小时内发货',
  '我们帮您登记了换货，快递员明天上门取件',
  '退款一到三个工作日原路退回，请您留意',
  '洗的时候会缩水吗？第一次买这种面料',
  '在的，请问有什么可以帮您？',
]

/** SQL: the content of the message of this number, a picture in one of fifteen. Pictures that WeChat has no more. */
export function contentOf(number: string): string {
  const texts = lines.map((line) => `'${line}'`).join(', ')
  return `case when ${number} % 15 = 7
    then '{"type": "image", "media": {"key": null, "state": "expired", "mime": null, "bytes": null, "width": null, "height": null}}'::jsonb
    else jsonb_build_object('type', 'text', 'menuId', null,
      'text', (array[${texts}])[${number} % ${lines.length} + 1] || ' ' || ${number} % 1000000) end`
}

const dayMs = 86_400_000
const opensMs = 7 * 3_600_000
const openMs = 16.5 * 3_600_000

/** SQL: the moment of a position in days since the first one, in a query that reads the table `span`. */
export function momentOf(position: string): string {
  const day = `floor(${position})`
  const share = `((${position}) - ${day})`
  return `to_timestamp(floor(case when ${position} < ${pastDays}
    then span.midnight + (${day} - ${pastDays}) * ${dayMs} + ${opensMs} + ${share} * ${openMs}
    else span.midnight + (${position} - ${pastDays}) * (span.now - span.midnight) end) / 1000)`
}
