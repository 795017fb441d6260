/** The colours of charts: those of the page, which echarts needs as values and not as variables. */
export interface Palette {
  readonly accent: string
  readonly link: string
  /** Of words on any surface, and the quieter one beside it. */
  readonly ink: string
  readonly text: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly hover: string
  readonly font: string
}

/** Reads the colours that the page has now, light or dark. */
export function paletteOf(element: Element): Palette {
  const probe = document.createElement('span')
  element.append(probe)
  const value = (name: string) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const palette = {
    accent: value('--accent'),
    link: value('--info'),
    ink: value('--text'),
    text: value('--text-2'),
    muted: value('--text-3'),
    line: value('--line'),
    surface: value('--surface'),
    hover: value('--hover'),
    font: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return palette
}
