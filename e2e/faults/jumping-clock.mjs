// Loaded into the server before anything else: its clock is moved by what a file says, in milliseconds. The monotonic
// clock stays as it is, as when somebody sets the time of the machine.
import { readFileSync, watchFile } from 'node:fs'

const file = new URL(import.meta.url).searchParams.get('file')
const RealDate = Date
let movedMs = 0

const read = () => {
  movedMs = Number(readFileSync(file, 'utf8'))
}
read()
watchFile(file, { interval: 50, persistent: false }, read)

const now = () => RealDate.now() + movedMs

globalThis.Date = class extends RealDate {
  constructor(...words) {
    if (words.length === 0) super(now())
    else super(...words)
  }

  static now() {
    return now()
  }
}
