/** A face of WeChat's own set. Its `code` is what a message's text carries; a fan's client draws a picture instead. */
export interface Face {
  readonly code: string
  readonly name: string
  readonly emoji: string
}

export type TextPart = { type: 'text'; text: string } | { type: 'face'; face: Face }

/**
 * WeChat's faces in the order of its own panel. The classic ones travel as `/::)` and are also written `[微笑]`; the newer
 * ones, at the end, travel by their bracketed name only. The emoji is the nearest that every system can draw.
 */
export const faces: readonly Face[] = [
  { code: '/::)', name: '微笑', emoji: '🙂' },
  { code: '/::~', name: '撇嘴', emoji: '😟' },
  { code: '/::B', name: '色', emoji: '😍' },
  { code: '/::|', name: '发呆', emoji: '😳' },
  { code: '/:8-)', name: '得意', emoji: '😎' },
  { code: '/::<', name: '流泪', emoji: '😢' },
  { code: '/::$', name: '害羞', emoji: '☺️' },
  { code: '/::X', name: '闭嘴', emoji: '🤐' },
  { code: '/::Z', name: '睡', emoji: '😴' },
  { code: "/::'(", name: '大哭', emoji: '😭' },
  { code: '/::-|', name: '尴尬', emoji: '😬' },
  { code: '/::@', name: '发怒', emoji: '😡' },
  { code: '/::P', name: '调皮', emoji: '😜' },
  { code: '/::D', name: '呲牙', emoji: '😁' },
  { code: '/::O', name: '惊讶', emoji: '😮' },
  { code: '/::(', name: '难过', emoji: '🙁' },
  { code: '/::+', name: '酷', emoji: '😎' },
  { code: '/:--b', name: '冷汗', emoji: '😰' },
  { code: '/::Q', name: '抓狂', emoji: '😫' },
  { code: '/::T', name: '吐', emoji: '🤮' },
  { code: '/:,@P', name: '偷笑', emoji: '🤭' },
  { code: '/:,@-D', name: '愉快', emoji: '😊' },
  { code: '/::d', name: '白眼', emoji: '🙄' },
  { code: '/:,@o', name: '傲慢', emoji: '😏' },
  { code: '/::g', name: '饥饿', emoji: '😋' },
  { code: '/:|-)', name: '困', emoji: '😪' },
  { code: '/::!', name: '惊恐', emoji: '😱' },
  { code: '/::L', name: '流汗', emoji: '😓' },
  { code: '/::>', name: '憨笑', emoji: '😄' },
  { code: '/::,@', name: '悠闲', emoji: '😌' },
  { code: '/:,@f', name: '奋斗', emoji: '💪' },
  { code: '/::-S', name: '咒骂', emoji: '🤬' },
  { code: '/:?', name: '疑问', emoji: '🤔' },
  { code: '/:,@x', name: '嘘', emoji: '🤫' },
  { code: '/:,@@', name: '晕', emoji: '😵' },
  { code: '/::8', name: '疯了', emoji: '🤪' },
  { code: '/:,@!', name: '衰', emoji: '😞' },
  { code: '/:!!!', name: '骷髅', emoji: '💀' },
  { code: '/:xx', name: '敲打', emoji: '🔨' },
  { code: '/:bye', name: '再见', emoji: '👋' },
  { code: '/:wipe', name: '擦汗', emoji: '😅' },
  { code: '/:dig', name: '抠鼻', emoji: '😑' },
  { code: '/:handclap', name: '鼓掌', emoji: '👏' },
  { code: '/:&-(', name: '糗大了', emoji: '😖' },
  { code: '/:B-)', name: '坏笑', emoji: '😼' },
  { code: '/:<@', name: '左哼哼', emoji: '😤' },
  { code: '/:@>', name: '右哼哼', emoji: '😤' },
  { code: '/::-O', name: '哈欠', emoji: '🥱' },
  { code: '/:>-|', name: '鄙视', emoji: '👎' },
  { code: '/:P-(', name: '委屈', emoji: '🥺' },
  { code: "/::'|", name: '快哭了', emoji: '😿' },
  { code: '/:X-)', name: '阴险', emoji: '😈' },
  { code: '/::*', name: '亲亲', emoji: '😚' },
  { code: '/:@x', name: '吓', emoji: '😨' },
  { code: '/:8*', name: '可怜', emoji: '🥺' },
  { code: '/:pd', name: '菜刀', emoji: '🔪' },
  { code: '/:<W>', name: '西瓜', emoji: '🍉' },
  { code: '/:beer', name: '啤酒', emoji: '🍺' },
  { code: '/:basketb', name: '篮球', emoji: '🏀' },
  { code: '/:oo', name: '乒乓', emoji: '🏓' },
  { code: '/:coffee', name: '咖啡', emoji: '☕' },
  { code: '/:eat', name: '饭', emoji: '🍚' },
  { code: '/:pig', name: '猪头', emoji: '🐷' },
  { code: '/:rose', name: '玫瑰', emoji: '🌹' },
  { code: '/:fade', name: '凋谢', emoji: '🥀' },
  { code: '/:showlove', name: '嘴唇', emoji: '💋' },
  { code: '/:heart', name: '爱心', emoji: '❤️' },
  { code: '/:break', name: '心碎', emoji: '💔' },
  { code: '/:cake', name: '蛋糕', emoji: '🎂' },
  { code: '/:li', name: '闪电', emoji: '⚡' },
  { code: '/:bome', name: '炸弹', emoji: '💣' },
  { code: '/:kn', name: '刀', emoji: '🗡️' },
  { code: '/:footb', name: '足球', emoji: '⚽' },
  { code: '/:ladybug', name: '瓢虫', emoji: '🐞' },
  { code: '/:shit', name: '便便', emoji: '💩' },
  { code: '/:moon', name: '月亮', emoji: '🌙' },
  { code: '/:sun', name: '太阳', emoji: '🌞' },
  { code: '/:gift', name: '礼物', emoji: '🎁' },
  { code: '/:hug', name: '拥抱', emoji: '🤗' },
  { code: '/:strong', name: '强', emoji: '👍' },
  { code: '/:weak', name: '弱', emoji: '👎' },
  { code: '/:share', name: '握手', emoji: '🤝' },
  { code: '/:v', name: '胜利', emoji: '✌️' },
  { code: '/:@)', name: '抱拳', emoji: '🙏' },
  { code: '/:jj', name: '勾引', emoji: '👈' },
  { code: '/:@@', name: '拳头', emoji: '👊' },
  { code: '/:bad', name: '差劲', emoji: '👎' },
  { code: '/:lvu', name: '爱你', emoji: '🤟' },
  { code: '/:no', name: 'NO', emoji: '☝️' },
  { code: '/:ok', name: 'OK', emoji: '👌' },
  { code: '/:love', name: '爱情', emoji: '💑' },
  { code: '/:<L>', name: '飞吻', emoji: '😘' },
  { code: '/:jump', name: '跳跳', emoji: '🤸' },
  { code: '/:shake', name: '发抖', emoji: '🥶' },
  { code: '/:<O>', name: '怄火', emoji: '😠' },
  { code: '/:circle', name: '转圈', emoji: '💃' },
  { code: '/:kotow', name: '磕头', emoji: '🙇' },
  { code: '/:turn', name: '回头', emoji: '🔙' },
  { code: '/:skip', name: '跳绳', emoji: '🤾' },
  { code: '/:oY', name: '投降', emoji: '🏳️' },
  { code: '/:#-0', name: '激动', emoji: '🤩' },
  { code: '/:hiphot', name: '乱舞', emoji: '🕺' },
  { code: '/:kiss', name: '献吻', emoji: '😙' },
  { code: '/:<&', name: '左太极', emoji: '☯️' },
  { code: '/:&>', name: '右太极', emoji: '☯️' },
  ...bracketed([
    ['嘿哈', '😝'],
    ['捂脸', '🤦'],
    ['奸笑', '😏'],
    ['机智', '🤓'],
    ['皱眉', '😔'],
    ['耶', '✌️'],
    ['吃瓜', '🍉'],
    ['加油', '💪'],
    ['汗', '😓'],
    ['天啊', '😱'],
    ['Emm', '🤨'],
    ['社会社会', '🙏'],
    ['旺柴', '🐶'],
    ['好的', '👌'],
    ['打脸', '🤕'],
    ['哇', '🤩'],
    ['翻白眼', '🙄'],
    ['666', '🤙'],
    ['让我看看', '🫣'],
    ['叹气', '😮‍💨'],
    ['苦涩', '🥲'],
    ['裂开', '🫠'],
    ['笑脸', '😃'],
    ['生病', '😷'],
    ['脸红', '😊'],
    ['破涕为笑', '😂'],
    ['恐惧', '😨'],
    ['失望', '😞'],
    ['无语', '😒'],
    ['合十', '🙏'],
    ['庆祝', '🎉'],
    ['红包', '🧧'],
    ['發', '🀅'],
    ['福', '🧧'],
    ['烟花', '🎆'],
    ['爆竹', '🧨'],
  ]),
]

function bracketed(names: readonly (readonly [name: string, emoji: string])[]): Face[] {
  return names.map(([name, emoji]) => ({ code: `[${name}]`, name, emoji }))
}

const FACE_OF = new Map<string, Face>()
for (const face of faces) {
  FACE_OF.set(`[${face.name}]`, face)
  FACE_OF.set(face.code, face)
}

// Longest first: /:,@-D must not be read as a shorter code and a rest.
const FACE_PATTERN = new RegExp(
  [...FACE_OF.keys()]
    .sort((a, b) => b.length - a.length)
    .map((code) => code.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('|'),
  'g',
)

/** A message's text as text and faces in turn; joined again they are the text. An unknown code stays text. */
export function splitFaces(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const found of text.matchAll(FACE_PATTERN)) {
    const face = FACE_OF.get(found[0])
    if (face === undefined) continue
    if (found.index > from) parts.push({ type: 'text', text: text.slice(from, found.index) })
    parts.push({ type: 'face', face })
    from = found.index + found[0].length
  }
  if (from < text.length) parts.push({ type: 'text', text: text.slice(from) })
  return parts
}
