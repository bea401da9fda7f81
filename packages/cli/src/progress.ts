import type { Output } from './host.ts'

/** Says what is being done, on one line of the terminal that vanishes; nothing where there is no terminal. */
export interface Progress {
  step(text: string): void
  /** Wipes the line. */
  done(): void
}

const wipe = '\r\u001b[2K'

export function progressOn(err: Output): Progress {
  if (!err.isTerminal) return { step: () => {}, done: () => {} }
  return {
    step: (text) => err.write(`${wipe}${text.slice(0, err.width - 2)}…`),
    done: () => err.write(wipe),
  }
}
