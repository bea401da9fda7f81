import type { Severity } from '@migration-doctor/core'
import { createColors } from 'picocolors'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { visibleLine } from './visible.ts'

type Brush = (text: string) => string

/** Colours by what they mean. */
export interface Paint {
  readonly strong: Brush
  readonly quiet: Brush
  readonly good: Brush
  readonly name: Brush
  readonly command: Brush
  readonly severity: Readonly<Record<Severity, Brush>>
}

/** @param color `false` gives brushes that leave the text as it is. */
export function paintFor(color: boolean): Paint {
  const colors = createColors(color)
  return {
    strong: colors.bold,
    quiet: colors.dim,
    good: colors.green,
    name: colors.cyan,
    command: colors.cyan,
    severity: { error: colors.red, warning: colors.yellow, note: colors.blue },
  }
}

/** The signs in front of findings and results. */
export const signs = { error: '✖', warning: '▲', note: '●', good: '✔' } as const

/** One sentence of ours or of PostgreSQL's, with names between backquotes coloured. */
export function prose(text: string, paint: Paint): string {
  return visibleLine(text).replace(/`[^`]+`/g, (name) => paint.name(name))
}

/** Wraps at words; words longer than a line are cut. Lines carry no indentation. */
export function wrap(text: string, width: number): readonly string[] {
  return wrapAnsi(text, Math.max(width, 20), { hard: true }).split('\n')
}

/** `first` before the first line, blanks of the same width before the others. */
export function hanging(first: string, text: string, width: number): readonly string[] {
  const indent = stringWidth(first)
  return wrap(text, width - indent).map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line)
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1] ?? ''}`
}

/** Pads to a display width; longer texts stay as they are. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}
