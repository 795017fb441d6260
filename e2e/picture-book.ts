import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { patienceMs } from './browser.ts'
import { eventually } from './desk.ts'

/** `UPDATE_SCREENS=1` writes the pictures; without it they are only compared with what the product shows now. */
const writes = process.env.UPDATE_SCREENS === '1'
const screens = path.resolve(import.meta.dirname, '../docs/screens')
const help = path.resolve(import.meta.dirname, '../packages/desk/public/help')
const words = path.resolve(import.meta.dirname, 'help-pictures')

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

/**
 * A screen fits a window and a phone; docs/screens has the picture of both. The page is wide again afterwards.
 * `onPhone` opens again what closes when a window changes its size.
 */
export async function showsRight(page: Page, name: string, onPhone?: () => Promise<void>): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    if (size.width < 768) await onPhone?.()
    await fitsWindow(page, `${name}-${size.width}x${size.height}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

/** Every picture of the page is there and nothing is wider than the window. That its console is empty, each test finds anyway. */
export async function fitsWindow(page: Page, name: string): Promise<void> {
  await settles(page)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'), name).toBe(0)
  if (!writes) return
  mkdirSync(screens, { recursive: true })
  await page.screenshot({ path: path.join(screens, `${name}.png`), animations: 'disabled' })
}

/**
 * A picture of 使用说明 and its words. The words are compared in every run, numbers aside: pixels are another machine's
 * tomorrow, but who renames a button makes the picture a lie. `says` where the picture itself says other things each day.
 */
export async function isInHelp(place: Locator, name: string, says: Locator = place): Promise<void> {
  await place.waitFor()
  await settles(place.page())
  const file = path.join(words, `${name}.txt`)
  const shown = () => says.evaluate(wordsOf).then(lasting)
  if (writes) {
    mkdirSync(words, { recursive: true })
    mkdirSync(help, { recursive: true })
    writeFileSync(file, await shown())
    await place.page().screenshot({
      path: path.join(help, `${name}.png`),
      clip: await usedPart(place),
      animations: 'disabled',
    })
    return
  }
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '(no such picture)\n'
  const advice = `packages/desk/public/help/${name}.png is stale. Make the pictures again: UPDATE_SCREENS=1 npm test -- e2e/screens, then look at them.`
  await expect.poll(shown, { message: advice, timeout: patienceMs }).toBe(kept)
}

/** The words of a place, without what customers said: how many lines of a thread are there, out of sight, depends on the machine. */
function wordsOf(place: Written): string {
  const said = [...place.querySelectorAll('[role=log]')].map((thread) => thread.innerText)
  return said.reduce((words, thread) => words.replace(thread, ''), place.innerText)
}

interface Written {
  readonly innerText: string
  querySelectorAll(selector: string): Iterable<Written>
}

interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What of an element is used here; the types of browsers aren't among those of tests. */
interface Drawn {
  readonly children: { readonly length: number }
  getBoundingClientRect(): Rect
  matches(selector: string): boolean
  querySelectorAll(selector: string): Iterable<Drawn>
}

/** A place without the empty space at its end: what is written and drawn in it, and a margin. */
function usedPart(place: Locator): Promise<Rect> {
  return place.evaluate((element: Drawn) => {
    const ends = [...element.querySelectorAll('*')]
      .filter((part) => part.children.length === 0 || part.matches('button, svg'))
      .map((part) => part.getBoundingClientRect())
      .filter(({ width, height }) => width > 1 && height > 1)
    const whole = element.getBoundingClientRect()
    const right = Math.max(...ends.map(({ x, width }) => x + width)) + 24
    const bottom = Math.max(...ends.map(({ y, height }) => y + height)) + 24
    const [x, y] = [Math.max(whole.x, 0), Math.max(whole.y, 0)]
    return {
      x,
      y,
      width: Math.min(whole.x + whole.width, right) - x,
      height: Math.min(whole.y + whole.height, bottom) - y,
    }
  })
}

/** What a picture says on any day: times and numbers are masked, empty lines dropped. */
function lasting(text: string): string {
  const lines = text
    // What was today a moment ago has a date after midnight.
    .replaceAll(/(\d{4}-)?\d\d-\d\d (?=\d\d:\d\d)/g, '')
    .replaceAll(/(今天|昨天|前天|周[一二三四五六日])?\s*\d{1,2}:\d\d(:\d\d)?/g, '0:00')
    .replaceAll(/\d+/g, '0')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return `${lines.join('\n')}\n`
}

async function settles(page: Page): Promise<void> {
  // Moves what the pointer rests on out of the picture.
  await page.mouse.move(0, 0)
  const pictures = '[...document.images].every((image) => image.complete && image.naturalWidth > 0)'
  await eventually(() => page.evaluate<boolean>(pictures)).toBe(true)
  await page.evaluate('document.fonts.ready')
}
