// What is on the virtual screen, as a picture. Xvfb keeps its screen in a file of the form XWD; WebKit's
// driver has pictures too, but not where nothing composes the windows.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const BYTES_PER_PIXEL = 4

// The fields of the header that are needed, by their place; each has four bytes.
const HEADER = { size: 0, width: 4, height: 5, bitsPerPixel: 11, bytesPerLine: 12, colours: 19 }
const COLOUR_BYTES = 12

/** The screen as rows of red, green, blue. */
export function readScreen(folder) {
  const file = readFileSync(join(folder, 'Xvfb_screen0'))
  const field = (name) => file.readUInt32BE(HEADER[name] * 4)
  if (field('bitsPerPixel') !== BYTES_PER_PIXEL * 8) throw new Error(`a screen of ${field('bitsPerPixel')} bits a pixel`)
  const [width, height, stride] = [field('width'), field('height'), field('bytesPerLine')]
  const start = field('size') + field('colours') * COLOUR_BYTES
  const rows = []
  for (let y = 0; y < height; y += 1) {
    const row = Buffer.alloc(width * 3)
    for (let x = 0; x < width; x += 1) {
      const at = start + y * stride + x * BYTES_PER_PIXEL
      row[x * 3] = file[at + 2]
      row[x * 3 + 1] = file[at + 1]
      row[x * 3 + 2] = file[at]
    }
    rows.push(row)
  }
  return { width, height, rows }
}

/** How many colours there are: an empty window has one or two. */
export function coloursOn(screen) {
  const colours = new Set()
  for (const row of screen.rows) for (let x = 0; x < row.length; x += 3) colours.add(row.readUIntBE(x, 3))
  return colours.size
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** The screen as PNG. */
export function toPng({ width, height, rows }) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits a colour, red-green-blue, and nothing special.
  header.set([8, 2, 0, 0, 0], 8)
  const lines = Buffer.concat(rows.map((row) => Buffer.concat([Buffer.from([0]), row])))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}
