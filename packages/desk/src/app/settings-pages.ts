// One chunk for all pages of 设置: they are small, and whoever opens one opens the next.
import '../locales/settings-words.ts'

export { AlertsPage } from '../features/alerts/AlertsPage.tsx'
export { AcceptPage } from '../features/me/AcceptPage.tsx'
export { AwayPage } from '../features/me/AwayPage.tsx'
export { DevicesPage } from '../features/me/devices/DevicesPage.tsx'
export { LooksPage } from '../features/me/LooksPage.tsx'
export { SettingsLayout } from '../features/me/SettingsLayout.tsx'
export { TodayPage } from '../features/me/TodayPage.tsx'
