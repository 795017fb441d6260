import type { EChartsCoreOption } from 'echarts/core'
import type { Palette } from './palette.ts'

export interface Plot {
  readonly name: string
  readonly values: readonly number[]
}

const labelHeight = 28
/** Between the plots: the lower one's name, clear of the upper one's 0. */
const gap = 44
const axisHeight = 28

/** Two plots one above the other over the same days: two measures never share an axis of values. */
export function twoPlots(
  categories: readonly string[],
  [upper, lower]: readonly [Plot, Plot],
  height: number,
): (palette: Palette, width: number) => EChartsCoreOption {
  return (palette, width) => {
    const each = (height - labelHeight - gap - axisHeight) / 2
    const labelled = categories.length > 0 && width / categories.length >= 30
    const grid = { left: 44, right: 8, height: each }
    const place = (index: 0 | 1) => labelHeight + index * (each + gap)
    const color = [palette.accent, palette.link] as const
    return {
      title: [upper, lower].map(({ name }, index) => ({
        text: name,
        top: place(index === 0 ? 0 : 1) - labelHeight,
        left: 0,
        padding: 0,
        textStyle: { fontSize: 12, fontWeight: 400, color: palette.muted },
      })),
      grid: [0, 1].map((index) => ({ ...grid, top: place(index === 0 ? 0 : 1) })),
      xAxis: [0, 1].map((gridIndex) => ({
        ...categoryAxis(palette, categories),
        gridIndex,
        axisLabel: { show: gridIndex === 1, color: palette.muted, fontSize: 12, hideOverlap: true },
      })),
      yAxis: [0, 1].map((gridIndex) => ({ ...valueAxis(palette), gridIndex, splitNumber: 2 })),
      series: [upper, lower].map(({ name, values }, index) => ({
        type: 'bar',
        name,
        data: [...values],
        xAxisIndex: index,
        yAxisIndex: index,
        barMaxWidth: 28,
        itemStyle: { color: color[index === 0 ? 0 : 1], borderRadius: [2, 2, 0, 0] },
        label: valueLabel(palette, labelled),
      })),
    }
  }
}

/** One plot of columns. */
export function onePlot(
  categories: readonly string[],
  { name, values }: Plot,
): (palette: Palette, width: number) => EChartsCoreOption {
  return (palette, width) => ({
    title: {
      text: name,
      top: 0,
      left: 0,
      padding: 0,
      textStyle: { fontSize: 12, fontWeight: 400, color: palette.muted },
    },
    grid: { left: 44, right: 8, top: 36, bottom: width < 480 ? 56 : 28 },
    xAxis: {
      ...categoryAxis(palette, categories),
      axisLabel: { color: palette.muted, fontSize: 12, interval: 0, rotate: width < 480 ? 45 : 0 },
    },
    yAxis: valueAxis(palette),
    series: [
      {
        type: 'bar',
        name,
        data: [...values],
        barMaxWidth: 48,
        itemStyle: { color: palette.accent, borderRadius: [2, 2, 0, 0] },
        label: valueLabel(palette, true),
      },
    ],
  })
}

export function categoryAxis(palette: Palette, categories: readonly string[]) {
  return {
    type: 'category' as const,
    data: [...categories],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
  }
}

export function valueAxis(palette: Palette) {
  return {
    type: 'value' as const,
    minInterval: 1,
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, fontSize: 12 },
  }
}

/** The number at the column itself, where there is room and something to say. */
export function valueLabel(palette: Palette, show: boolean, position: 'top' | 'right' = 'top') {
  return {
    show,
    position,
    color: palette.text,
    fontSize: 12,
    formatter: ({ value }: { value: unknown }) => (Number(value) > 0 ? String(value) : ''),
  }
}
