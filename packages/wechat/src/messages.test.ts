import { expect, it } from 'vitest'
import { fixture } from './fixtures.ts'
import { decodePush } from './push.ts'

it.each([
  ['text', { type: 'text', content: '你好，我上周买的保温杯什么时候发货？', menuId: null }],
  ['text-menu-click', { type: 'text', content: '满意', menuId: '101' }],
  ['text-cdata-edge', { type: 'text', content: '前半段]]>后半段', menuId: null }],
  [
    'text-emoji-multiline',
    {
      type: 'text',
      content: '在吗？😀\n订单号：MD20260101-0087\n/:rose 谢谢 <b>加急</b> & 尽快',
      menuId: null,
    },
  ],
  [
    'image',
    {
      type: 'image',
      picUrl: 'http://mmbiz.qpic.cn/mmbiz_jpg/MdeskDemoPic001/0',
      mediaId: 'img_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'voice',
    {
      type: 'voice',
      mediaId: 'voc_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      format: 'amr',
      mediaId16k: 'voc16k_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      recognition: null,
    },
  ],
  [
    'voice-with-recognition',
    {
      type: 'voice',
      mediaId: 'voc2_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      format: 'amr',
      mediaId16k: null,
      recognition: '我想问一下退货的运费谁出。',
    },
  ],
  [
    'voice-speex',
    {
      type: 'voice',
      mediaId: 'voc3_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      format: 'speex',
      mediaId16k: null,
      recognition: null,
    },
  ],
  [
    'video',
    {
      type: 'video',
      mediaId: 'vid_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      thumbMediaId: 'vth_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'shortvideo',
    {
      type: 'shortvideo',
      mediaId: 'svd_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
      thumbMediaId: 'svt_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'location',
    {
      type: 'location',
      latitude: 23.103452,
      longitude: 113.327871,
      scale: 16,
      label: '广东省广州市海珠区示例路88号',
    },
  ],
  [
    'link',
    {
      type: 'link',
      title: '春节发货安排公告',
      description: '1月20日至1月28日暂停发货，节后按下单顺序补发。',
      url: 'https://shop.example.com/notice/2026-spring?a=1&b=2',
    },
  ],
  [
    'miniprogrampage',
    {
      type: 'miniprogrampage',
      title: '保温杯 500ml 月白',
      appId: 'wx7e6d5c4b3a291807',
      pagePath: 'pages/goods/detail?id=1024',
      thumbUrl: 'http://mmbiz.qpic.cn/mmbiz_png/MdeskDemoThumb/0',
      thumbMediaId: 'mpg_8vQ2mR5tY7uI9oP1aS3dF4gH6jK0lZ',
    },
  ],
  [
    'file',
    {
      type: 'file',
      title: '购销合同-2026.pdf',
      description: '',
      fileKey: 'FileKey_MdeskDemo_0001',
      fileMd5: '5f4dcc3b5aa765d61d8327deb882cf99',
      totalLength: 482133,
    },
  ],
  ['unknown-type', { type: 'unknown', msgType: 'sticker_demo' }],
])('[wire] the message %s is typed', (name, content) => {
  expect(decodePush(fixture(`inbound/message/${name}.xml`))).toMatchObject({
    ok: true,
    push: { kind: 'message', content },
  })
})
