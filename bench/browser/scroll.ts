import type { CDPSession, Locator } from 'playwright-core'
import { type FrameFigures, traceFrames } from './frames.ts'

const pixelsPerSecond = 3_000

/** Scrolls a place with the wheel, as a hand does that is in a hurry, and traces the frames. Negative: upwards. */
export async function traceScrolling(
  session: CDPSession,
  place: Locator,
  direction: 1 | -1,
  seconds: number,
): Promise<FrameFigures> {
  const box = await place.boundingBox()
  if (box === null) throw new Error('what is to be scrolled is not shown')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  return traceFrames(session, async () => {
    await session.send('Input.synthesizeScrollGesture', {
      x,
      y,
      // A hand that moves down turns the page up.
      yDistance: -direction * pixelsPerSecond * seconds,
      speed: pixelsPerSecond,
      gestureSourceType: 'mouse',
      preventFling: true,
    })
  })
}
