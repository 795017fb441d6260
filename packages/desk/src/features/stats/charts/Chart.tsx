import type { EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreference } from '../../../ui/preferences.ts'
import { useMedia } from '../../../ui/use-media.ts'
import styles from './Chart.module.css'
import { type Palette, paletteOf } from './palette.ts'

export interface ChartProps {
  title: string
  /** In one sentence what the chart says, for who can't see it; the table has the numbers. */
  label: string
  /** Pixels. */
  height: number
  /** Made anew for the colours and the width that the page has now. */
  option: (palette: Palette, width: number) => EChartsCoreOption
}

type Instance = ReturnType<typeof import('./echarts.ts').init>

/** A chart under its title; its code is fetched when it is first shown. */
export function Chart({ title, label, height, option }: ChartProps) {
  const { t } = useTranslation('stats')
  const box = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<Instance | null>(null)
  const [failed, setFailed] = useState(false)
  const width = useWidth(box)
  const [theme] = usePreference('theme')
  const systemDark = useMedia('(prefers-color-scheme: dark)')

  useEffect(() => {
    let made: Instance | null = null
    let gone = false
    import('./echarts.ts').then(
      ({ init }) => {
        if (gone || box.current === null) return
        made = init(box.current, null, { renderer: 'svg' })
        setChart(made)
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      made?.dispose()
      setChart(null)
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme
  useEffect(() => {
    if (chart === null || box.current === null || width === 0) return
    const palette = paletteOf(box.current)
    chart.resize({ width, height })
    chart.setOption({ ...shared(palette, label), ...option(palette, width) }, { notMerge: true })
  }, [chart, option, label, width, height, theme, systemDark])

  return (
    <figure className={styles.figure}>
      <figcaption className={styles.title}>{title}</figcaption>
      {failed ? <p className={styles.failed}>{t('chart.failed')}</p> : null}
      <div ref={box} className={styles.chart} style={{ height }} role="img" aria-label={label} data-chart />
    </figure>
  )
}

function shared(palette: Palette, label: string): EChartsCoreOption {
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.text },
    aria: { enabled: true, label: { description: label } },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 13 },
    },
  }
}

function useWidth(box: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return width
}
