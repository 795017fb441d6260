import type { EChartsCoreOption } from 'echarts/core'
import { type Plot, valueLabel } from './columns.ts'
import type { Palette } from './palette.ts'

const rowHeight = 28
const headHeight = 28

export function agentBarsHeight(agents: number): number {
  return headHeight + agents * rowHeight + 8
}

/** Agents as bars, the first on top: two measures side by side, each with its own axis. */
export function agentBars(
  names: readonly string[],
  [left, right]: readonly [Plot, Plot],
): (palette: Palette, width: number) => EChartsCoreOption {
  return (palette, width) => {
    const namesWidth = Math.min(132, Math.max(72, width * 0.22))
    const room = (width - namesWidth) / 2
    const color = [palette.accent, palette.link] as const
    const leftOf = (index: number) => namesWidth + index * room
    return {
      title: [left, right].map(({ name }, index) => ({
        text: name,
        top: 0,
        left: leftOf(index),
        padding: 0,
        textStyle: { fontSize: 12, fontWeight: 400, color: palette.muted },
      })),
      grid: [0, 1].map((index) => ({
        left: leftOf(index),
        width: room - 48,
        top: headHeight,
        height: names.length * rowHeight,
      })),
      xAxis: [0, 1].map((gridIndex) => ({ type: 'value', gridIndex, show: false, min: 0 })),
      yAxis: [0, 1].map((gridIndex) => ({
        type: 'category',
        gridIndex,
        inverse: true,
        data: [...names],
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.line } },
        axisLabel: {
          show: gridIndex === 0,
          color: palette.text,
          fontSize: 13,
          width: namesWidth - 12,
          overflow: 'truncate',
        },
      })),
      series: [left, right].map(({ name, values }, index) => ({
        type: 'bar',
        name,
        data: [...values],
        xAxisIndex: index,
        yAxisIndex: index,
        barMaxWidth: 16,
        itemStyle: { color: color[index === 0 ? 0 : 1], borderRadius: [0, 2, 2, 0] },
        label: valueLabel(palette, true, 'right'),
      })),
    }
  }
}
