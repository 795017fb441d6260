import encodeQR from 'qr'
import { useMemo } from 'react'

export interface QrCodeProps {
  text: string
  /** What it is for, read aloud in its place. */
  label: string
  /** Pixels, margin included. */
  size?: number
}

/** A QR drawn here: black on white in every theme, with the margin of four modules that scanners want. */
export function QrCode({ text, label, size = 240 }: QrCodeProps) {
  const { side, path } = useMemo(() => drawn(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}

/** One horizontal stroke per run of dark modules. */
function drawn(text: string): { side: number; path: string } {
  const rows = encodeQR(text, 'raw', { border: 4 })
  const path = rows.map((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ]
      .map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)
      .join(''),
  )
  return { side: rows.length, path: path.join('') }
}
