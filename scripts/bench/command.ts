import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { historyKinds } from './histories.ts'
import { contest, type Timed } from './measure.ts'
import { peakOf, runNode, runProgram } from './process.ts'
import { milliseconds, type Row } from './row.ts'

const migrations = 800
const statements = 2_300

export interface CommandOptions {
  /** The command line, built. */
  readonly program: string
  /** A program that does nothing but parse a folder. */
  readonly parser: string
  /** Path of squawk, when it is there to compare with. */
  readonly squawk: string | undefined
  readonly rounds: number
}

/** Whole processes, from the shell's point of view. */
export async function* commandRows(options: CommandOptions): AsyncGenerator<Row> {
  const { program, rounds } = options
  const nothing = () => runNode(['-e', '0'])
  const version = await contest({ ours: () => runNode([program, '--version']), floor: nothing }, rounds * 3)
  yield { ...against('--version', 'node -e 0', version), budget: 1.5 }
  const folder = await mkdtemp(join(tmpdir(), 'bench-lint-'))
  try {
    yield* lintRows(folder, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* lintRows(folder: string, { program, parser, squawk, rounds }: CommandOptions): AsyncGenerator<Row> {
  const files = await writeProject(folder)
  const lint = [program, 'lint', '--cwd', folder, '--replay', 'never', '--format', 'json']
  const ours = () => runNode(lint)
  const what = `lint of ${migrations} migrations, ${statements} statements`
  const alone = await contest({ ours, floor: () => runNode([parser, folder]) }, rounds)
  yield against(what, 'libpg-query alone', alone)
  if (squawk !== undefined) {
    const timed = await contest({ ours, floor: () => runProgram(squawk, files) }, rounds)
    yield { ...against(what, 'squawk', timed), budget: 2.5 }
  }
  yield { what: `memory: ${what}`, measured: 'most at one time', value: await peakOf(lint), budget: 200, unit: 'MB' }
}

function against(what: string, peer: string, timed: Timed): Row {
  const measured = `${milliseconds(timed.ours)}, ${peer} ${milliseconds(timed.floor)}`
  return { what, measured, value: timed.ratio, budget: null, unit: '×' }
}

/** A Prisma project of healthy migrations. */
async function writeProject(folder: string): Promise<readonly string[]> {
  const [kind] = historyKinds
  if (!kind) throw new Error('no kind of history')
  const all = Array.from({ length: statements / 10 }, (_, at) => kind.statements(at)).flat()
  await mkdir(join(folder, 'prisma/migrations'), { recursive: true })
  const schema = 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n'
  await writeFile(join(folder, 'prisma/schema.prisma'), schema)
  await writeFile(join(folder, 'prisma/migrations/migration_lock.toml'), 'provider = "postgresql"\n')
  const files: string[] = []
  for (let at = 0; at < migrations; at++) {
    const from = Math.floor((at * statements) / migrations)
    const to = Math.floor(((at + 1) * statements) / migrations)
    const directory = join(folder, 'prisma/migrations', `2024${String(at).padStart(10, '0')}_step`)
    await mkdir(directory)
    files.push(join(directory, 'migration.sql'))
    await writeFile(join(directory, 'migration.sql'), `${all.slice(from, to).join('\n\n')}\n`)
  }
  return files
}
