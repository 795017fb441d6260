/** WeChat drops the connection after five seconds (its guide 接收普通消息); every limit of an answer stays below. Milliseconds. */
export const limits = {
  /** The developer URL's own time, counted from the callback's arrival. */
  forwardMs: 4_000,
  /** By then WeChat has its answer, whatever is still under way (L6). */
  answerMs: 4_500,
  /** So long a callback waits for the database before it goes into the spool. */
  spoolMs: 3_000,
  /** Until then an unstored message is tried again; after it the connection is closed without an answer (L7). */
  storeMs: 4_800,
  /** How long the mall's answer is offered to a storage that is away, while WeChat has heard success: nobody else has it. */
  answerStoreMs: 60_000,
}
export type Limits = typeof limits
