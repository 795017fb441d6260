/** Makes a `switch` that forgets a case fail to compile. */
export function unreachable(value: never): never {
  throw new Error(`not decided: ${JSON.stringify(value)}`)
}
