import type { Menu } from '@duokefu/contract'
import type { MenuButton } from '@duokefu/wechat'
import { describe, expect, it } from 'vitest'
import { fromWechat, toWechat } from './wechat-menu.ts'

let made = 0
const newKey = () => `k${++made}`

describe('[L13] the menu between WeChat and us', () => {
  it('[L13] comes back as it was published', () => {
    const menu: Menu = {
      buttons: [
        { name: '联系客服', act: { type: 'click', key: 'HELP' }, entries: [] },
        {
          name: '商城',
          act: null,
          entries: [
            { name: '下单', act: { type: 'view', url: 'https://shop.example.com' } },
            {
              name: '小程序',
              act: {
                type: 'miniprogram',
                appid: 'wx1',
                pagePath: 'pages/a',
                url: 'https://shop.example.com',
              },
            },
            { name: '发图', act: { type: 'pic_weixin', key: 'PIC' } },
            { name: '素材', act: { type: 'media_id', mediaId: 'M' } },
            { name: '文章', act: { type: 'article_id', articleId: 'A' } },
          ],
        },
      ],
    }
    expect(fromWechat(toWechat(menu), newKey)).toEqual({ menu, actions: {}, lost: [] })
  })

  it('[L13] what a menu of the console did by itself becomes what a key does; its own media are named as lost', () => {
    const other = (name: string, wechatType: string, value: string, article: object | null = null) => ({
      name,
      type: 'other' as const,
      wechatType,
      value,
      article: article as null,
    })
    const url = 'https://mp.weixin.qq.com/s/flowers'
    const article = { title: '花语', digest: '看一看', coverUrl: 'https://mmbiz.qpic.cn/c', url }
    const buttons: MenuButton[] = [
      other('地址', 'text', '文三路 90 号'),
      {
        name: '花束',
        type: 'sub_button',
        entries: [
          other('照片', 'img', 'media'),
          other('花语', 'news', 'media', article),
          { name: '商城', type: 'view', url },
        ],
      },
    ]
    made = 0
    expect(fromWechat(buttons, newKey)).toEqual({
      menu: {
        buttons: [
          { name: '地址', act: { type: 'click', key: 'k1' }, entries: [] },
          {
            name: '花束',
            act: null,
            entries: [
              { name: '照片', act: { type: 'click', key: 'k2' } },
              { name: '花语', act: { type: 'click', key: 'k3' } },
              { name: '商城', act: { type: 'view', url } },
            ],
          },
        ],
      },
      actions: {
        k1: { type: 'answer', text: '文三路 90 号' },
        k3: {
          type: 'send',
          reply: {
            type: 'link',
            title: '花语',
            description: '看一看',
            url,
            picUrl: 'https://mmbiz.qpic.cn/c',
          },
        },
      },
      lost: ['照片'],
    })
  })
})
