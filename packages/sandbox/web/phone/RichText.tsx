import { type ReactNode, useMemo } from 'react'
import type { Face } from '../api.ts'
import { FaceIcon } from './FaceIcon.tsx'
import { WebLink } from './WebLink.tsx'

type RichTextProps = { text: string; faces: Face[] }
type Piece = { at: number; node: ReactNode }

const LINK = /<a\s[^>]*?href="(https?:\/\/[^"]*)"[^>]*>([^<]*)<\/a>|(https?:\/\/[\w\-./?=&%#:@~+,;!]+)/g

/** A text with its faces drawn and its links live: `<a href>` as WeChat allows it, and bare addresses. */
export function RichText({ text, faces }: RichTextProps) {
  const facesIn = useMemo(() => faceFinder(faces), [faces])
  if (text === '') return null
  const pieces = [...linksIn(text)]
  for (const gap of gapsBetween(text, LINK)) pieces.push(...facesIn(gap.text, gap.at))
  pieces.sort((a, b) => a.at - b.at)
  return (
    <span className="rich">
      {pieces.map(({ at, node }) => (
        <span key={at}>{node}</span>
      ))}
    </span>
  )
}

function* linksIn(text: string): Generator<Piece> {
  for (const match of text.matchAll(LINK)) {
    const href = match[1] ?? match[3] ?? ''
    const node = <WebLink href={href}>{match[2] ?? href}</WebLink>
    yield { at: match.index, node }
  }
}

/** Finds faces by their codes (`/:rose`) and their names (`[微笑]`), and gives the plain text between them too. */
function faceFinder(faces: Face[]) {
  const byCode = new Map(
    faces.flatMap((face) => [[face.code, face] as const, [`[${face.name}]`, face] as const]),
  )
  const codes = [...byCode.keys()].sort((a, b) => b.length - a.length).map(escapeForRegExp)
  const pattern = codes.length === 0 ? /(?!)/g : new RegExp(codes.join('|'), 'g')
  return function* (text: string, from: number): Generator<Piece> {
    for (const gap of gapsBetween(text, pattern)) yield { at: from + gap.at, node: gap.text }
    for (const match of text.matchAll(pattern)) {
      const face = byCode.get(match[0])
      yield { at: from + match.index, node: face === undefined ? match[0] : <FaceIcon face={face} /> }
    }
  }
}

function* gapsBetween(text: string, pattern: RegExp): Generator<{ at: number; text: string }> {
  let at = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) yield { at, text: text.slice(at, match.index) }
    at = match.index + match[0].length
  }
  if (at < text.length) yield { at, text: text.slice(at) }
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
}
