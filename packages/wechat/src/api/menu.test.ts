import { describe, expect, it } from 'vitest'
import type { MenuButton } from './menu.ts'
import { sample, useWechatDouble } from './wechat-double.ts'

const wechat = useWechatDouble()

const BUTTONS: MenuButton[] = [
  { name: '营业时间', type: 'click', key: 'HOURS' },
  {
    name: '商城',
    type: 'sub_button',
    entries: [
      { name: '春日花束', type: 'view', url: 'https://shop.example.com/spring' },
      {
        name: '小程序下单',
        type: 'miniprogram',
        url: 'https://shop.example.com/old-phones',
        appId: 'wx7e6d5c4b3a291807',
        pagePath: 'pages/order/new',
      },
      { name: '扫码查花束', type: 'scancode_waitmsg', key: 'SCAN' },
    ],
  },
]

describe('[L13] the menu', () => {
  it('[L13] is published in WeChat’s shape, characters raw', async () => {
    const { body, response } = sample('menu/create')
    wechat.answerJson(response)
    expect(await wechat.api().menuCreate('T', BUTTONS)).toEqual({ ok: true, value: null })
    expect(wechat.received).toMatchObject({
      method: 'POST',
      path: '/cgi-bin/menu/create',
      query: { access_token: 'T' },
    })
    expect(wechat.received.body.toString()).not.toContain('\\u')
    expect(JSON.parse(wechat.received.body.toString())).toEqual(body)
  })

  it.each(['menu/get', 'menu/get_current_selfmenu_info'])('[L13] is read back from %s', async (name) => {
    wechat.answerJson(sample(name).response)
    const got =
      name === 'menu/get' ? await wechat.api().menuGet('T') : await wechat.api().currentSelfMenu('T')
    expect(wechat.received.path).toBe(`/cgi-bin/${name === 'menu/get' ? name : 'get_current_selfmenu_info'}`)
    expect(got).toEqual({
      ok: true,
      value: name === 'menu/get' ? BUTTONS : { isOpen: true, buttons: BUTTONS },
    })
  })

  it('[L13] of the console keeps types that only the console has', async () => {
    wechat.answerJson(sample('menu/get_current_selfmenu_info-console').response)
    expect(await wechat.api().currentSelfMenu('T')).toEqual({
      ok: true,
      value: {
        isOpen: true,
        buttons: [
          { name: '地址', type: 'other', wechatType: 'text', value: '文三路 90 号', article: null },
          {
            name: '花束',
            type: 'sub_button',
            entries: [
              {
                name: '照片',
                type: 'other',
                wechatType: 'img',
                value: 'img_of_the_console',
                article: null,
              },
              {
                name: '花语',
                type: 'other',
                wechatType: 'news',
                value: 'news_of_the_console',
                article: {
                  title: '十二种花的花语',
                  digest: '送花之前看一看',
                  coverUrl: 'https://mmbiz.qpic.cn/cover',
                  url: 'https://mp.weixin.qq.com/s/flowers',
                },
              },
            ],
          },
        ],
      },
    })
  })

  it('[L13] that is not there is null, and none is open', async () => {
    wechat.answerJson({ errcode: 46003, errmsg: 'menu no exist rid: 1' })
    expect(await wechat.api().menuGet('T')).toEqual({ ok: true, value: null })
    wechat.answerJson({ is_menu_open: 0, selfmenu_info: { button: [] } })
    expect(await wechat.api().currentSelfMenu('T')).toEqual({
      ok: true,
      value: { isOpen: false, buttons: [] },
    })
  })

  it('[L13] refused by WeChat is a value with its code', async () => {
    wechat.answerJson({ errcode: 40018, errmsg: 'invalid button name size rid: 1' })
    expect(await wechat.api().menuCreate('T', BUTTONS)).toMatchObject({
      ok: false,
      error: { kind: 'refused', errcode: 40018 },
    })
    expect(await wechat.api().menuDelete('T')).toMatchObject({ ok: false })
    wechat.answerJson({ errcode: 0, errmsg: 'ok' })
    expect(await wechat.api().menuDelete('T')).toEqual({ ok: true, value: null })
    expect(wechat.received).toMatchObject({ method: 'GET', path: '/cgi-bin/menu/delete' })
  })
})
