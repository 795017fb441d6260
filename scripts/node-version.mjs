// Imported first: old versions of Node must get this far to hear the sentence.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`需要 Node.js 20.19 或更新的版本，现在是 ${process.versions.node}。`)
  console.error(`Duokefu needs Node.js 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
