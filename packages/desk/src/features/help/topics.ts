/** 使用说明 in the order of its list. A topic's text is `topics/<language>/<topic>.md`; its title is `help:topic.<topic>` too. */
export const chapters = [
  { id: 'begin', topics: ['overview', 'connect', 'agents', 'invitation', 'interface', 'login'] },
  {
    id: 'work',
    topics: [
      'desk',
      'accept',
      'replying',
      'replies',
      'transfer',
      'reopen',
      'status',
      'me',
      'history',
      'phone',
    ],
  },
  {
    id: 'manage',
    topics: [
      'team',
      'groups',
      'rules',
      'auto',
      'hours',
      'fallback',
      'wechatdesk',
      'menu',
      'materials',
      'stats',
      'metrics',
      'records',
      'settings',
      'health',
      'api',
      'audit',
    ],
  },
  { id: 'more', topics: ['limits', 'developer', 'sandbox', 'faq'] },
] as const

export type Topic = (typeof chapters)[number]['topics'][number]

export const topics: readonly Topic[] = chapters.flatMap((chapter) => chapter.topics)

export function isTopic(text: string | undefined): text is Topic {
  return topics.some((topic) => topic === text)
}
