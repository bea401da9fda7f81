import { visibleLine } from '@migration-doctor/reporters'
import type { Output } from './host.ts'

/** Says what is being done, on one line of the terminal that vanishes; nothing where there is no terminal. */
export interface Progress {
  step(text: string): void
  /** A message that stays, on a line of its own, terminal or not. */
  say(text: string): void
  /** Wipes the line. */
  done(): void
}

const wipe = '\r\u001b[2K'

export function progressOn(err: Output): Progress {
  const say = (text: string) => err.write(`${err.isTerminal ? wipe : ''}${visibleLine(text)}\n`)
  if (!err.isTerminal) return { step: () => {}, say, done: () => {} }
  return {
    say,
    step: (text) => err.write(`${wipe}${visibleLine(text).slice(0, err.width - 2)}…`),
    done: () => err.write(wipe),
  }
}
