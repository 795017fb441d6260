import { usePreference } from '../ui/preferences.ts'
import { useMedia } from '../ui/use-media.ts'

/** Whether the page is dark now: by this browser's choice, else by the system's. */
export function useDark(): boolean {
  const [theme] = usePreference('theme')
  const system = useMedia('(prefers-color-scheme: dark)')
  return theme === 'system' ? system : theme === 'dark'
}
