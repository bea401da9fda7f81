/** Two pieces of work on the same input, timed in turn. */
export interface Contest {
  readonly ours: () => unknown
  /** What a known program needs for the same input, on the same machine at the same time. */
  readonly floor: () => unknown
}

export interface Timed {
  /** Medians, in milliseconds. */
  readonly ours: number
  readonly floor: number
  /** Median of the ratios of neighbouring runs: what else the machine does weighs on both. */
  readonly ratio: number
}

/** In milliseconds, from any moment on. */
export type Clock = () => number

export const wallClock: Clock = () => performance.now()

/** Processor time of this process, its collector's and compiler's threads included: others at work do not count. */
export const processorClock: Clock = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Runs both in turn, after a first round that is not counted. The collector is left to itself, and what it costs counts:
 * forced between rounds it also forgets the hidden classes that no object has at that moment, and with them the code that
 * is optimized for them, which happens in no real run.
 */
export async function contest({ ours, floor }: Contest, rounds: number, clock = wallClock): Promise<Timed> {
  const pairs: { readonly ours: number; readonly floor: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const pair = { floor: await elapsed(floor, clock), ours: await elapsed(ours, clock) }
    if (round > 0) pairs.push(pair)
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    floor: median(pairs.map((pair) => pair.floor)),
    ratio: median(pairs.map((pair) => pair.ours / pair.floor)),
  }
}

/** In milliseconds; what earlier work left behind is collected before. */
export async function timeOf(work: () => unknown, clock = wallClock): Promise<number> {
  globalThis.gc?.()
  return elapsed(work, clock)
}

async function elapsed(work: () => unknown, clock: Clock): Promise<number> {
  const started = clock()
  await work()
  return clock() - started
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
