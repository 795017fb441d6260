import { type Face, splitFaces } from '@duokefu/wechat/faces'

/** What the panel puts into the editor: the readable `[微笑]`, not the code that travels. */
export function faceInEditor(face: Face): string {
  return `[${face.name}]`
}

/** The text as it travels: classic faces as WeChat's codes (`/::)`), which its clients of every language draw. */
export function withFaceCodes(text: string): string {
  return splitFaces(text)
    .map((part) => (part.type === 'text' ? part.text : part.face.code))
    .join('')
}

/** The reverse, for a text that comes back into the editor. */
export function withFaceNames(text: string): string {
  return splitFaces(text)
    .map((part) => (part.type === 'text' ? part.text : faceInEditor(part.face)))
    .join('')
}
