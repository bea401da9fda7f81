import { unprintable } from '../tree.ts'

export function booleanText(text: string): string {
  const word = text.trim().toLowerCase()
  if (word === '1' || word === 'on' || ['true', 'yes'].some((full) => word !== '' && full.startsWith(word))) return 't'
  if (word === '0' || 'off'.startsWith(word) || ['false', 'no'].some((full) => full.startsWith(word))) return 'f'
  return unprintable('a boolean')
}

export function integerText(text: string): string {
  const digits = /^\s*([-+]?)(\d+)\s*$/.exec(text) ?? unprintable('an integer')
  return String(BigInt(`${digits[2]}`) * (digits[1] === '-' ? -1n : 1n))
}

/** The scale stays as it was written. */
export function numericText(text: string): string {
  const parts = /^\s*([-+]?)(\d*)(?:\.(\d*))?\s*$/.exec(text) ?? unprintable('a number with an exponent')
  const [, sign = '', whole = '', fraction = ''] = parts
  if (whole === '' && fraction === '') return unprintable('a number')
  const digits = whole.replace(/^0+/, '') || '0'
  const isZero = /^0*$/.test(digits + fraction)
  return `${sign === '-' && !isZero ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}`
}

/** The shortest text that is read as the same number again. */
export function floatText(text: string, mostDigits: number): string {
  if (/^\s*nan\s*$/i.test(text)) return 'NaN'
  if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) return unprintable('a float with an exponent')
  const value = Number(text)
  const size = Math.abs(value)
  const digits = text.replace(/[^\d]/g, '').replace(/^0+/, '').length
  const isPlain = Object.is(value, 0) || (size >= 1e-4 && size < 1e6)
  return isPlain && digits <= mostDigits ? String(value) : unprintable('a float')
}
