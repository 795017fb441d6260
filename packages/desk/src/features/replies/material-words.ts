import type { MaterialContent } from '@duokefu/contract'

/** What a material says, to find it by and to name it. */
export function wordsOf(content: MaterialContent): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'menu':
      return [content.head, ...content.items].filter((words) => words !== '').join(' / ')
    case 'link':
    case 'miniprogram':
      return content.title
  }
}
