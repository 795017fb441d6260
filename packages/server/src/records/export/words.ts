export type ExportLanguage = 'zh-CN' | 'en'

interface ExportWords {
  readonly title: string
  readonly columns: readonly string[]
  readonly agent: string
  readonly note: string
  readonly imported: string
  readonly served: string
  readonly origins: Record<'mall' | 'auto' | 'api' | 'system', string>
  readonly kinds: Readonly<Record<string, string>>
  readonly delivery: Record<'sending' | 'sent' | 'failed' | 'uncertain' | 'held' | 'cancelled', string>
}

/** The words of exported files, in both languages: they are read far from our screens. */
export const exportWords: Record<ExportLanguage, ExportWords> = {
  'zh-CN': {
    title: '接待记录',
    columns: ['时间', '客户', 'OpenID', '发送方', '类型', '内容', '发送状态', '会话'],
    agent: '客服',
    note: '内部备注',
    imported: '微信客服导入',
    served: '接待',
    origins: { mall: '商城', auto: '自动', api: '接口', system: '系统' },
    kinds: {
      text: '文字',
      image: '图片',
      voice: '语音',
      video: '视频',
      location: '位置',
      link: '链接',
      miniprogram: '小程序',
      file: '文件',
      music: '音乐',
      menu: '菜单',
      fan_event: '事件',
      timeline: '事件',
      note: '内部备注',
      unknown: '其他',
    },
    delivery: {
      sending: '发送中',
      sent: '已发送',
      failed: '发送失败',
      uncertain: '不确定',
      held: '待发',
      cancelled: '已取消',
    },
  },
  en: {
    title: 'Conversation records',
    columns: ['Time', 'Customer', 'OpenID', 'Sender', 'Type', 'Content', 'Delivery', 'Session'],
    agent: 'Agent',
    note: 'Internal note',
    imported: 'Imported from WeChat',
    served: 'served by',
    origins: { mall: 'Mall', auto: 'Automatic', api: 'API', system: 'System' },
    kinds: {
      text: 'Text',
      image: 'Picture',
      voice: 'Voice',
      video: 'Video',
      location: 'Location',
      link: 'Link',
      miniprogram: 'Mini program',
      file: 'File',
      music: 'Music',
      menu: 'Menu',
      fan_event: 'Event',
      timeline: 'Event',
      note: 'Internal note',
      unknown: 'Other',
    },
    delivery: {
      sending: 'Sending',
      sent: 'Sent',
      failed: 'Failed',
      uncertain: 'Unconfirmed',
      held: 'Held',
      cancelled: 'Cancelled',
    },
  },
}
