/** One thing in a chat as the phone shows it. URLs are paths of the sandbox itself. */
export type Content =
  | { type: 'text'; text: string; menuId?: string }
  | { type: 'image'; mediaId: string; url: string }
  | {
      type: 'voice'
      mediaId: string
      url: string
      format: string
      seconds: number | null
      /** The 16 kHz copy of a fan's recording, when there is one. */
      mediaId16k?: string
      /** The recording that comes with the sandbox: the page has it in a form that browsers play. */
      bundled?: true
    }
  | { type: 'video'; mediaId: string; url: string; thumbMediaId: string | null; title?: string }
  | { type: 'location'; latitude: number; longitude: number; scale: number; label: string }
  | { type: 'link'; title: string; description: string; url: string; picture?: string }
  | { type: 'menu'; head: string; items: { id: string; content: string }[]; tail: string }
  | { type: 'music'; title: string; description: string; url: string }
  | { type: 'miniprogram'; title: string; appid: string; page: string; picture: string | null }
  | { type: 'card'; kind: string; reference: string }
  | { type: 'file'; name: string; bytes: number }
  | { type: 'notice'; notice: Notice }

/** The grey lines that WeChat itself writes. */
export type Notice = 'followed' | 'unfollowed' | 'menu' | 'scanned' | 'service_failed' | 'ai_generated'

export type Entry = {
  /** Grows by one per chat, from 1. */
  seq: number
  at: number
  from: 'fan' | 'account' | 'system'
  content: Content
  /** Of a fan's message: the id that its callback carries. */
  msgId: string | null
  /** Of an account's message: the kf account in whose name it was sent, and how it came. */
  kfAccount: string | null
  via: 'callback' | 'custom_send' | 'wechat_desk' | null
}
