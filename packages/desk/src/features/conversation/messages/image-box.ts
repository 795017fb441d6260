export interface Box {
  readonly width: number
  readonly height: number
}

const largest: Box = { width: 240, height: 320 }
const smallest = 48
/** For pictures whose size nobody knows: they are fitted into it, so that nothing moves when they arrive. */
const unknownBox: Box = { width: 180, height: 180 }

/** The box of a picture in CSS px, known before the picture is there; very long ones are cut, not squeezed. */
export function imageBox(width: number | null, height: number | null): Box {
  if (width === null || height === null || width <= 0 || height <= 0) return unknownBox
  const scale = Math.min(1, largest.width / width, largest.height / height)
  return {
    width: Math.max(smallest, Math.round(width * scale)),
    height: Math.max(smallest, Math.round(height * scale)),
  }
}
