/** One card in a phone's 「服务通知」, sent through an Official Account. */
export type ServiceNotice = {
  id: string
  appid: string
  personId: string
  at: number
  body: NoticeBody
}
export type NoticeBody =
  /** WeChat's own invitation to be a kf of the account. */
  | { type: 'kf_invitation'; kfAccount: string; nick: string; answer: 'accepted' | 'rejected' | null }
  /** A template message. */
  | {
      type: 'template'
      templateId: string
      /** Given by the sender against sending twice; '' when not. */
      clientMsgId: string
      title: string
      url: string
      lines: { label: string; value: string }[]
    }
