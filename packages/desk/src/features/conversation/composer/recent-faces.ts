import { type Face, faces } from '@duokefu/wechat/faces'

const key = 'duokefu.recentFaces'
const most = 12

/** The faces used last in this browser, latest first. */
export function recentFaces(): readonly Face[] {
  try {
    const names: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    if (!Array.isArray(names)) return []
    return names.flatMap((name) => faces.find((face) => face.name === name) ?? [])
  } catch {
    return []
  }
}

export function rememberFace(face: Face): void {
  const names = [face, ...recentFaces().filter(({ name }) => name !== face.name)].map(({ name }) => name)
  try {
    localStorage.setItem(key, JSON.stringify(names.slice(0, most)))
  } catch {
    // Without a storage there are no recent faces: nothing else depends on them.
  }
}
