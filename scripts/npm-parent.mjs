const parent = process.ppid

/**
 * Calls back when the npm that runs this script is gone: a SIGTERM to npm ends its shell, which passes nothing on.
 *
 * @param {() => void} callback
 */
export function whenNpmEnds(callback) {
  if (!process.env.npm_lifecycle_event) return
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    callback()
  }, 500)
  watch.unref()
}
