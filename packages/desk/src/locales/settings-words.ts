import { addWords } from './i18n.ts'

// With the pages of 设置; English comes with the rest of it.
void addWords(
  import.meta.glob(['./zh-CN/me.json', './zh-CN/devices.json'], { eager: true, import: 'default' }),
  {},
)
