/** What the person at the terminal is told, in both languages. */
export interface Sentence {
  readonly zh: string
  readonly en: string
}

/** The program can't start for a reason that its operator can remove; `sentence` says which, without a stack. */
export class StartError extends Error {
  readonly sentence: Sentence

  constructor(sentence: Sentence, options?: ErrorOptions) {
    super(sentence.en, options)
    this.name = 'StartError'
    this.sentence = sentence
  }
}
