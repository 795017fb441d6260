import type { Stage, StageOptions } from './stage.ts'

/** How often, or for how long. */
export interface Extent {
  readonly times: number
  readonly seconds: number
}

/** Something that goes wrong under load. */
export interface Fault {
  readonly long: Partial<Extent>
  readonly short: Partial<Extent>
  /** Callbacks a second. */
  readonly perSecond: number
  /** Runs in a mount namespace of its own, which only root can make. */
  readonly mounts?: true
  readonly prepare: (extent: Extent) => Promise<Prepared>
}

/** What a fault needs besides the stage, and how it goes. */
export interface Prepared {
  readonly options?: Partial<
    Pick<StageOptions, 'copies' | 'textLength' | 'developerUrl' | 'product' | 'beforeLoad'>
  >
  happens(stage: Stage): Promise<void>
  /** Also after a failure. */
  close?(): Promise<void>
}
