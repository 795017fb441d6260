import { type RefObject, useEffect, useRef } from 'react'

/**
 * Gives the focus to the editor, or to 接入 where there is none yet, whenever `request` changes, and to the editor
 * once more when the conversation becomes this agent's. Not on touch screens: a keyboard would jump up.
 */
export function useFocusRequest(
  request: number,
  mine: boolean,
  editor: RefObject<HTMLTextAreaElement | null>,
  button: RefObject<HTMLButtonElement | null>,
): void {
  const served = useRef(mine)

  // biome-ignore lint/correctness/useExhaustiveDependencies: `request` is the event
  useEffect(() => {
    if (isTouch()) return
    const target = editor.current ?? button.current
    target?.focus({ preventScroll: true })
  }, [request, editor, button])

  useEffect(() => {
    const before = served.current
    served.current = mine
    // 接入 was just pressed: its button is gone, and the focus with it.
    if (mine && !before && document.activeElement === document.body && !isTouch()) editor.current?.focus()
  }, [mine, editor])
}

function isTouch(): boolean {
  return window.matchMedia('(hover: none), (max-width: 767px)').matches
}
