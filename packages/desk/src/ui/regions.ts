/** The parts of a page in their order; F6 goes round them. */
const ORDER = [
  'strips',
  'rail',
  'list',
  'header',
  'messages',
  'composer',
  'panel',
  'settings',
  'toast',
] as const
const FOCUSABLE = 'a[href]:not([tabindex="-1"]), button:not(:disabled), input, textarea, [tabindex="0"]'

/** Moves the focus to the next region that can take it, or the one before. */
export function focusRegion(step: 1 | -1): void {
  const regions = ORDER.flatMap((name) => [
    ...document.querySelectorAll<HTMLElement>(`[data-region="${name}"]`),
  ]).filter((region) => region.offsetParent !== null || region.getClientRects().length > 0)
  const from = regions.findIndex((region) => region.contains(document.activeElement))
  for (let tried = 1; tried <= regions.length; tried++) {
    const start = from < 0 && step < 0 ? 0 : from
    const region = regions[(start + step * tried + regions.length * 2) % regions.length]
    if (region !== undefined && take(region)) return
  }
}

function take(region: HTMLElement): boolean {
  const current = region.querySelector<HTMLElement>('[aria-current="page"], [aria-selected="true"]')
  // Who goes to the composer means to write, not to choose a face.
  const target =
    current ??
    region.querySelector<HTMLElement>('textarea') ??
    region.querySelector<HTMLElement>(FOCUSABLE) ??
    region
  target.focus()
  return region.contains(document.activeElement)
}
