/** Ctrl-C, or a timeout of whoever runs the script: nothing of ours is left behind. */
export function whenInterrupted(stop: () => Promise<unknown>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void stop().finally(() => process.exit(1))
    })
}
