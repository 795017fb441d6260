/** A reporter of Vitest: names at the end what passed at its second try alone, and why the first one failed. */
// biome-ignore lint/style/noDefaultExport: that is how Vitest takes a reporter from a file
export default class SecondTries {
  #found = []

  onTestCaseResult(testCase) {
    if (testCase.diagnostic()?.flaky !== true) return
    const [first] = testCase.result().errors ?? []
    this.#found.push(`${testCase.module.relativeModuleId} > ${testCase.fullName}\n  ${first?.message ?? ''}`)
  }

  onTestRunEnd() {
    if (this.#found.length > 0) console.log(`Passed at the second try:\n${this.#found.join('\n')}`)
  }
}
