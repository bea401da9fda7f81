import { historyKinds } from './histories.ts'
import { median } from './measure.ts'
import { runNode } from './process.ts'
import { milliseconds, type Row } from './row.ts'

const small = 1_000
const large = 10_000

/** Ten times the history may take twelve times as long; every run has a process of its own. */
export async function* growthRows(work: string, rounds: number): AsyncGenerator<Row> {
  for (const { name } of historyKinds) {
    const runs = { small: [] as Grown[], large: [] as Grown[] }
    for (let round = 0; round < rounds; round++) {
      runs.small.push(await grown(work, name, small))
      runs.large.push(await grown(work, name, large))
    }
    const time = (of: readonly Grown[]) => median(of.map((one) => one.milliseconds))
    const measured = `${milliseconds(time(runs.large))}, a tenth of it ${milliseconds(time(runs.small))}`
    const what = `${name}, ${large} migrations, ${large * 10} statements`
    yield { what: `growth: ${what}`, measured, value: time(runs.large) / time(runs.small), budget: 12, unit: '×' }
    const megabytes = median(runs.large.map((one) => one.megabytes))
    yield { what: `memory: ${what}`, measured: 'most at one time', value: megabytes, budget: 700, unit: 'MB' }
  }
}

interface Grown {
  readonly milliseconds: number
  readonly megabytes: number
}

async function grown(work: string, name: string, migrations: number): Promise<Grown> {
  return JSON.parse(await runNode(['--expose-gc', work, 'grow', name, String(migrations)]))
}
