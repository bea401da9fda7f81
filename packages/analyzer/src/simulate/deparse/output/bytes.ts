import { unprintable } from '../tree.ts'

/** `bytea` as it is shown since version 9: in hexadecimal. */
export function bytesText(text: string): string {
  if (/^\\x([0-9a-fA-F]{2})*$/.test(text)) return text.toLowerCase()
  if (text.includes('\\')) return unprintable('escaped bytes')
  return `\\x${Buffer.from(text, 'utf8').toString('hex')}`
}
