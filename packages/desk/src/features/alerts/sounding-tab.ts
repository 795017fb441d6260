/**
 * One tab of a browser sounds: whoever holds the lock. Browsers grant locks on secure pages only;
 * elsewhere every tab sounds. Answers how to ask, and how to let go.
 */
export function createSoundingTab(): { mine(): boolean; release(): void } {
  if (!('locks' in navigator)) return { mine: () => true, release: () => {} }
  let mine = false
  let letGo = () => {}
  const over = new AbortController()
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  navigator.locks
    .request('duokefu-sound', { signal: over.signal }, () => {
      mine = true
      return held
    })
    .catch(() => {
      // Let go before it was granted.
    })
  return {
    mine: () => mine,
    release() {
      mine = false
      letGo()
      over.abort()
    },
  }
}
