import type { Page } from 'playwright-core'
import type { Browsers, Look } from './browser.ts'
import type { Product } from './product.ts'

/** 管理后台 as its owner opens it: by the one-time link, then 管理 in the rail. */
export interface BackOffice {
  readonly page: Page
  /** A page of its menu. */
  open(name: string): Promise<void>
}

export async function openBackOffice(
  browsers: Browsers,
  product: Product,
  look: Look = {},
): Promise<BackOffice> {
  const page = await browsers.open(product.ownerLink, look)
  await page.getByRole('link', { name: '管理', exact: true }).click()
  const menu = page.getByRole('navigation', { name: '管理后台' })
  return {
    page,
    async open(name) {
      await menu.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { name, level: 1 }).waitFor()
    },
  }
}
