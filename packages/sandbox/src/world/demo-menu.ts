import type { Menu } from './menu.ts'

/** What the demo shop had published before the story begins; its mall answers HOURS. */
export const DEMO_MENU: Menu = {
  id: 430_501_234,
  buttons: [
    {
      name: '花店',
      sub_button: [
        { name: '春日花束', type: 'view', url: 'https://shop.example.com/spring' },
        { name: '扫花束上的码', type: 'scancode_waitmsg', key: 'BOUQUET' },
        { name: '我的订单', type: 'click', key: 'ORDERS' },
      ],
    },
    { name: '营业时间', type: 'click', key: 'HOURS' },
    { name: '联系客服', type: 'click', key: 'SERVICE' },
  ],
}
