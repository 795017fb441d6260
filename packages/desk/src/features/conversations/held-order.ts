/**
 * The order on the screen, when another one would be right. While the hand is over the list nothing
 * moves: rows that are gone go, new ones come at the end. Otherwise the right order is taken, but for
 * the selected row, which keeps its place.
 */
export function heldOrder(
  shown: readonly string[],
  wanted: readonly string[],
  { still, selected }: { readonly still: boolean; readonly selected: string | null },
): readonly string[] {
  if (same(shown, wanted)) return shown
  const next = still ? inPlace(shown, wanted) : keeping(selected, shown, wanted)
  return same(shown, next) ? shown : next
}

function inPlace(shown: readonly string[], wanted: readonly string[]): readonly string[] {
  const there = new Set(wanted)
  const known = new Set(shown)
  return [...shown.filter((openid) => there.has(openid)), ...wanted.filter((openid) => !known.has(openid))]
}

function keeping(
  selected: string | null,
  shown: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  if (selected === null || !wanted.includes(selected)) return wanted
  const place = inPlace(shown, wanted).indexOf(selected)
  if (!shown.includes(selected)) return wanted
  const others = wanted.filter((openid) => openid !== selected)
  return [...others.slice(0, place), selected, ...others.slice(place)]
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((openid, index) => openid === b[index])
}
