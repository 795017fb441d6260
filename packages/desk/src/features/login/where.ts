/** Where this page is open: nobody can scan the screen that they hold in their hand. */
export function whereOpen(userAgent: string): 'computer' | 'phone' | 'wechat' {
  if (/MicroMessenger/i.test(userAgent)) return 'wechat'
  return /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i.test(userAgent) ? 'phone' : 'computer'
}
