import type { ReportAnswer, ReportQuery } from '@duokefu/contract'
import { useCallback, useEffect, useState } from 'react'
import { type ApiError, asApiError } from '../../realtime/api-error.ts'
import { request } from '../../realtime/http.ts'

/** How often figures that still grow are read again. */
const againMs = 60_000

export interface ReportView {
  /** The last one that came; of an earlier question while the next is on its way. */
  readonly report: ReportAnswer | null
  readonly loading: boolean
  readonly error: ApiError | null
  readonly retry: () => void
}

/** A report of the account, read again by the minute while it holds today. */
export function useReport(accountId: string, asked: ReportQuery): ReportView {
  const [report, setReport] = useState<ReportAnswer | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [loading, setLoading] = useState(true)
  const [turn, setTurn] = useState(0)
  const path = reportPath(accountId, asked)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks the same again
  useEffect(() => {
    const gone = new AbortController()
    setLoading(true)
    request(path, { signal: gone.signal })
      .then((answer) => {
        // Our own server of the same release: see realtime/http.ts.
        const said = answer as ReportAnswer
        setReport(said)
        setError(null)
        setLoading(false)
      })
      .catch((cause: unknown) => {
        if (gone.signal.aborted) return
        setError(asApiError(cause))
        setLoading(false)
      })
    return () => gone.abort()
  }, [path, turn])

  const retry = useCallback(() => setTurn((before) => before + 1), [])
  const grows = report !== null && report.to >= report.today
  useEffect(() => {
    if (!grows) return
    const timer = setInterval(() => document.hidden || retry(), againMs)
    return () => clearInterval(timer)
  }, [grows, retry])

  return { report, loading, error, retry }
}

export function reportPath(accountId: string, { from, to, by, agent }: ReportQuery): string {
  return `/api/accounts/${accountId}/reports?${reportSearch({ from, to, by, agent })}`
}

/** Where the same numbers are as a file. */
export function reportFilePath(
  accountId: string,
  asked: ReportQuery,
  file: { readonly format: 'csv' | 'xlsx'; readonly table: 'series' | 'agents'; readonly language: string },
): string {
  const search = reportSearch(asked)
  for (const [name, value] of Object.entries(file)) search.set(name, value)
  return `/api/accounts/${accountId}/reports/file?${search}`
}

function reportSearch({ from, to, by, agent }: ReportQuery): URLSearchParams {
  return new URLSearchParams({ from, to, by, ...(agent === undefined ? {} : { agent }) })
}
