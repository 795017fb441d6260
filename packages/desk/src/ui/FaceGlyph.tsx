import styles from './FaceGlyph.module.css'

/** A face: the emoji where this machine has a font for it, else its name. */
export function FaceGlyph({ emoji, name }: { emoji: string; name: string }) {
  return canDraw(emoji) ? emoji : <span className={styles.name}>{name}</span>
}

const known = new Map<string, boolean>()

/** A character that no font has looks like one that nobody has assigned. */
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
