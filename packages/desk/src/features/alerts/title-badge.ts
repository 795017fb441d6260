const SIZE = 32
let drawn = -1
let plain: string | null = null

/** 「(3) 花田小店」 and a red count on the tab's icon; nothing extra at zero. */
export function showTitleBadge(accountName: string, count: number): void {
  document.title = count > 0 ? `(${count > 99 ? '99+' : count}) ${accountName}` : accountName
  if (count === drawn) return
  drawn = count
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (link === null) return
  plain ??= link.href
  if (count === 0) link.href = plain
  else drawBadge(plain, count, link)
}

function drawBadge(icon: string, count: number, link: HTMLLinkElement): void {
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement('canvas')
    canvas.width = SIZE
    canvas.height = SIZE
    const pen = canvas.getContext('2d')
    // Counted on while the picture was loading.
    if (pen === null || drawn !== count) return
    pen.drawImage(image, 0, 0, SIZE, SIZE)
    pen.fillStyle = '#d0342c'
    pen.beginPath()
    pen.arc(SIZE - 10, 10, 10, 0, 2 * Math.PI)
    pen.fill()
    pen.fillStyle = '#ffffff'
    pen.font = '600 15px sans-serif'
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText(count > 9 ? '9+' : String(count), SIZE - 10, 11)
    link.href = canvas.toDataURL('image/png')
  }
  image.src = icon
}
