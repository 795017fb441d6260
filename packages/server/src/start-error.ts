/** A start that can't go on, said in one sentence for the person at the terminal, in both languages. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly zh: string
  readonly en: string

  constructor(zh: string, en: string, options?: ErrorOptions) {
    super(en, options)
    this.zh = zh
    this.en = en
  }
}
