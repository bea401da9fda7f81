import { historyKinds } from './histories.ts'
import type { Timed } from './measure.ts'
import { runNode } from './process.ts'
import { milliseconds, type Row } from './row.ts'

interface Judged {
  readonly simulated: Timed
  readonly judged: Timed
  readonly statements: number
}

/** Parsing plus simulating against `libpg-query` alone, on generated histories and on real ones. */
export async function* judgeRows(work: string, corpus: string | undefined, rounds: number): AsyncGenerator<Row> {
  for (const { name } of historyKinds) {
    yield* rowsOf(name, await answer(work, ['judge', name, '500', String(rounds)]))
  }
  if (corpus !== undefined) yield* rowsOf('real projects', await answer(work, ['corpus', corpus, String(rounds)]))
}

async function answer(work: string, words: readonly string[]): Promise<Judged> {
  return JSON.parse(await runNode(['--expose-gc', work, ...words]))
}

function* rowsOf(name: string, { simulated, judged, statements }: Judged): Generator<Row> {
  const about = (timed: Timed) => `${milliseconds(timed.ours)}, libpg-query ${milliseconds(timed.floor)}`
  const size = `${name}, ${statements} statements`
  yield {
    what: `parse and simulate: ${size}`,
    measured: about(simulated),
    value: simulated.ratio,
    budget: 2,
    unit: '×',
  }
  yield { what: `judge: ${size}`, measured: about(judged), value: judged.ratio, budget: null, unit: '×' }
}
