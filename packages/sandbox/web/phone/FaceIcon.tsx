import type { Face } from '../api.ts'

/** A face: the emoji where this machine can draw it, else its name. */
export function FaceIcon({ face }: { face: Face }) {
  const drawn = canDraw(face.emoji)
  return (
    <span className={drawn ? 'face' : 'face-name'} role="img" aria-label={face.name}>
      {drawn ? face.emoji : face.name}
    </span>
  )
}

const known = new Map<string, boolean>()

/** Whether any font has the character: one that is missing looks like a code point that nobody has assigned. */
function canDraw(emoji: string): boolean {
  const before = known.get(emoji)
  if (before !== undefined) return before
  const drawn = pixelsOf(emoji) !== pixelsOf('\u{10fffd}')
  known.set(emoji, drawn)
  return drawn
}

function pixelsOf(text: string): string {
  const canvas = document.createElement('canvas')
  canvas.width = 24
  canvas.height = 24
  const context = canvas.getContext('2d')
  if (context === null) return text
  context.font = '18px sans-serif'
  context.fillText(text, 1, 19)
  return canvas.toDataURL()
}
