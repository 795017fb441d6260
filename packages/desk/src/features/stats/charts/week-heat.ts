import type { EChartsCoreOption } from 'echarts/core'
import type { Palette } from './palette.ts'

export interface HeatCell {
  /** 0 = Monday. */
  readonly weekday: number
  readonly hour: number
  readonly count: number
  /** What the tooltip says, a line each. */
  readonly lines: readonly string[]
}

export const weekHeatHeight = 288

/** Hours of the day against days of the week; the darker, the more. */
export function weekHeat(
  weekdays: readonly string[],
  cells: readonly HeatCell[],
): (palette: Palette, width: number) => EChartsCoreOption {
  const most = Math.max(1, ...cells.map(({ count }) => count))
  const byPlace = new Map(cells.map((cell) => [`${cell.hour}/${cell.weekday}`, cell]))
  return (palette, width) => ({
    grid: { left: 40, right: 8, top: 8, bottom: 60 },
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour)),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: palette.muted, fontSize: 12, interval: width < 560 ? 5 : 1 },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...weekdays],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: palette.muted, fontSize: 12 },
    },
    visualMap: {
      min: 0,
      max: most,
      orient: 'horizontal',
      left: 40,
      bottom: 0,
      itemWidth: 12,
      itemHeight: 120,
      text: [String(most), '0'],
      textStyle: { color: palette.muted },
      inRange: { color: [palette.hover, palette.accent] },
    },
    tooltip: {
      formatter: ({ value }: { value: unknown }) => {
        const [hour, weekday] = Array.isArray(value) ? value : []
        return byPlace.get(`${hour}/${weekday}`)?.lines.map(escaped).join('<br>') ?? ''
      },
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 13 },
      confine: true,
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(({ hour, weekday, count }) => ({
          value: [hour, weekday, count],
          label: { color: readable(palette, count / most) },
        })),
        itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 2 },
        label: {
          show: width >= 760,
          fontSize: 11,
          formatter: ({ value }: { value: unknown }) =>
            Array.isArray(value) && Number(value[2]) > 0 ? String(value[2]) : '',
        },
      },
    ],
  })
}

/** The colour of words that can be read best on a cell that is so full (0 to 1). */
function readable({ hover, accent, ink, surface }: Palette, full: number): string {
  const [empty, most] = [channels(hover), channels(accent)]
  const cell = luminance(empty.map((channel, index) => channel + ((most[index] ?? 0) - channel) * full))
  const contrast = (color: string) => {
    const [low = 0, high = 0] = [cell, luminance(channels(color))].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }
  return contrast(ink) >= contrast(surface) ? ink : surface
}

/** Red, green and blue of a computed colour, 0 to 255. */
function channels(color: string): number[] {
  return (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
}

/** As WCAG 2 reckons contrast. */
function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((channel) => {
    const part = channel / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

// echarts writes tooltips as HTML.
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
