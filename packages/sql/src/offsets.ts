/** Turns UTF-8 byte offsets of a text into UTF-16 offsets. `null` when the text is ASCII and both agree. */
export function byteToUtf16(text: string): ((byte: number) => number) | null {
  let index = 0
  while (index < text.length && text.charCodeAt(index) < 0x80) index++
  if (index === text.length) return null
  return converter(text, index)
}

function converter(text: string, firstWide: number): (byte: number) => number {
  // Sparse: positions just after each non-ASCII character, where the two counts drift apart.
  const bytes: number[] = [firstWide]
  const units: number[] = [firstWide]
  let byte = firstWide
  for (let unit = firstWide; unit < text.length; ) {
    const point = text.codePointAt(unit) ?? 0
    unit += point > 0xffff ? 2 : 1
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (point >= 0x80) {
      bytes.push(byte)
      units.push(unit)
    }
  }
  return (offset) => {
    if (offset <= firstWide) return offset
    let low = 0
    let high = bytes.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((bytes[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return (units[low] ?? 0) + (offset - (bytes[low] ?? 0))
  }
}

/** Turns a count of characters (code points) from the start of a text into a UTF-16 offset: the unit of error positions. */
export function pointToUtf16(text: string, points: number): number {
  let unit = 0
  for (let left = points; left > 0 && unit < text.length; left--) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1
  return unit
}
