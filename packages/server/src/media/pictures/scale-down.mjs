/**
 * A picture of fewer pixels: each is the mean of those it stands for, over white where they are transparent (JPEG knows
 * no transparency). `picture` is { data: RGBA, width, height }; no side grows.
 */
export function scaleDown({ data, width, height }, toWidth, toHeight) {
  const result = new Uint8ClampedArray(toWidth * toHeight * 4)
  const columns = edges(width, toWidth)
  const rows = edges(height, toHeight)
  let target = 0
  for (let y = 0; y < toHeight; y += 1) {
    for (let x = 0; x < toWidth; x += 1) {
      let red = 0
      let green = 0
      let blue = 0
      let alpha = 0
      for (let row = rows[y]; row < rows[y + 1]; row += 1) {
        let source = (row * width + columns[x]) * 4
        for (let column = columns[x]; column < columns[x + 1]; column += 1) {
          const weight = data[source + 3]
          red += data[source] * weight
          green += data[source + 1] * weight
          blue += data[source + 2] * weight
          alpha += weight
          source += 4
        }
      }
      const whole = 255 * (rows[y + 1] - rows[y]) * (columns[x + 1] - columns[x])
      const white = 255 * (whole - alpha)
      result[target] = (red + white) / whole
      result[target + 1] = (green + white) / whole
      result[target + 2] = (blue + white) / whole
      result[target + 3] = 255
      target += 4
    }
  }
  return { data: result, width: toWidth, height: toHeight }
}

/** Where each of the new pixels begins among the old ones, and where the last one ends. */
function edges(from, to) {
  return Uint32Array.from({ length: to + 1 }, (_, index) => Math.floor((index * from) / to))
}
