/**
 * Reads Vitest's JSON report: how many tests passed, and how many failed. A file that could not be loaded has no
 * tests and counts as one failure; so does a run that failed for a reason of its own (an error outside of a test).
 *
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | null} report
 * @param {number} exitCode Vitest's
 */
export function countTests(report, exitCode) {
  const files = report?.testResults ?? []
  const tests = files.flatMap((file) => file.assertionResults)
  const broken = files.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  const passed = tests.filter((test) => test.status === 'passed').length
  const failed = tests.filter((test) => test.status === 'failed').length + broken.length
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}
