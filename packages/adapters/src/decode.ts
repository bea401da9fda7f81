import { isUtf8 } from 'node:buffer'

/** Why bytes are no UTF-8 text, and where that begins. */
export interface EncodingFault {
  readonly kind: 'utf-8' | 'utf-16' | 'nul'
  /** Offset in the decoded text. */
  readonly offset: number
  /** The bytes that PostgreSQL would name: `0xe9 0x27 0x3b`. */
  readonly bytes: string
}

export interface Decoded {
  /** With U+FFFD for what cannot be read. A byte order mark stays. */
  readonly text: string
  readonly fault: EncodingFault | null
}

/** Reads bytes as the UTF-8 that they should be. */
export function decodeText(bytes: Uint8Array): Decoded {
  const wide = wideEncoding(bytes)
  if (wide !== null) return { text: decodeAs(wide, bytes), fault: { kind: 'utf-16', offset: 0, bytes: hex(bytes, 1) } }
  const text = decodeAs('utf-8', bytes)
  const bad = isUtf8(bytes) ? null : firstInvalid(bytes)
  const nul = text.indexOf('\0')
  const offset = bad === null ? -1 : decodeAs('utf-8', bytes.subarray(0, bad)).length
  if (bad !== null && (nul < 0 || offset < nul))
    return { text, fault: { kind: 'utf-8', offset, bytes: hex(bytes.subarray(bad), lengthOf(bytes[bad] ?? 0)) } }
  return { text, fault: nul < 0 ? null : { kind: 'nul', offset: nul, bytes: '0x00' } }
}

/** More control characters than a text has: reading it as SQL would only make noise. */
export function isBinary(text: string): boolean {
  const sample = text.slice(0, 4096)
  let odd = 0
  for (const char of sample) {
    const code = char.charCodeAt(0)
    if (code < 32 && !'\t\n\r\f'.includes(char)) odd++
  }
  return odd > sample.length / 20
}

function decodeAs(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
}

/** UTF-16 by its byte order mark, or by the empty halves of its letters. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 512)
  if (sample.length < 4 || bytes.length % 2 === 1) return null
  const zeros = [0, 0]
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = sample.length * 0.4
  if (odd >= most && even === 0) return 'utf-16le'
  return even >= most && odd === 0 ? 'utf-16be' : null
}

/** Offset of the first byte that begins no valid sequence; `null` when there is none. */
function firstInvalid(bytes: Uint8Array): number | null {
  let at = 0
  while (at < bytes.length) {
    const length = lengthOf(bytes[at] ?? 0)
    if (length > 1 || (bytes[at] ?? 0) >= 0x80) {
      if (!isValid(bytes.subarray(at, at + length), length)) return at
    }
    at += length
  }
  return null
}

/** Bytes that the first byte announces, as PostgreSQL counts them. */
function lengthOf(first: number): number {
  if ((first & 0xe0) === 0xc0) return 2
  if ((first & 0xf0) === 0xe0) return 3
  return (first & 0xf8) === 0xf0 ? 4 : 1
}

function isValid(sequence: Uint8Array, length: number): boolean {
  if (sequence.length < length) return false
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(sequence)
    return true
  } catch {
    return false
  }
}

function hex(bytes: Uint8Array, count: number): string {
  return [...bytes.subarray(0, count)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')
}
