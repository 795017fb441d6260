/** @typedef {{ zh: string, en: string }} Sentence */

/** A reason to stop that the person at the terminal can remove: shown as a sentence, without a stack. */
export class Problem extends Error {
  /** @param {Sentence} sentence */
  constructor(sentence) {
    super(sentence.en)
    this.sentence = sentence
  }
}

/** What is going on; beside the output, which a program may read (`duokefu --json`). @param {Sentence} sentence */
export function progress({ zh, en }) {
  console.error(`${zh} / ${en}`)
}

/** @param {Sentence} sentence */
export function complain({ zh, en }) {
  console.error(`\n${zh}\n${en}\n`)
}

/** Runs a script to its end; a Problem becomes its sentence and exit code 1. */
export async function runScript(/** @type {() => Promise<void>} */ script) {
  try {
    await script()
  } catch (error) {
    if (error instanceof Problem) complain(error.sentence)
    else console.error(error)
    process.exitCode = 1
  }
}
