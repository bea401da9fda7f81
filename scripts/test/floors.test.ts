import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file, what it imports, and the rule that must say no; `null`: allowed. */
const imports: readonly (readonly [file: string, statement: string, rule: string | null])[] = [
  ['core/src/up.ts', "import '../../sql/src/index.ts'", 'floor-0-core'],
  ['sql/src/sideways.ts', "import '../../db/src/index.ts'", 'floor-1-sql'],
  ['db/src/up.ts', "import '../../analyzer/src/index.ts'", 'floor-1-db'],
  ['reporters/src/sideways.ts', "import type { X } from '../../sql/src/index.ts'", 'floor-1-reporters'],
  ['analyzer/src/sideways.ts', "import '../../adapters/src/index.ts'", 'floor-2-analyzer'],
  ['adapters/src/sideways.ts', "import type { X } from '../../analyzer/src/index.ts'", 'floor-2-adapters'],
  ['fixer/src/up.ts', "import '../../cli/src/inner.ts'", 'floor-3-fixer'],
  ['fixer/src/down.ts', "import '../../adapters/src/index.ts'", null],
  ['cli/src/down.ts', "import '../../fixer/src/index.ts'", null],
  ['core/src/package.ts', "import 'pg-types'", 'core-imports-nothing'],
  ['sql/src/package.ts', "import 'pg-types'", 'every-package-is-declared'],
  ['core/src/builtin.ts', "import 'node:path'", 'core-imports-nothing'],
  ['cli/src/inside.ts', "import '../../core/src/inner.ts'", 'enter-by-index'],
  ['cli/test/inside.test.ts', "import '../../core/src/inner.ts'", 'enter-by-index'],
  ['core/test/own.test.ts', "import '../src/inner.ts'", null],
  ['db/src/one.ts', "import './two.ts'", 'no-cycles'],
  ['db/src/two.ts', "import type { One } from './one.ts'", null],
  ['analyzer/src/server.ts', "import '../../testkit/src/index.ts'", 'testkit-is-for-tests'],
  ['analyzer/test/server.test.ts', "import '../../testkit/src/index.ts'", null],
  ['analyzer/src/tested.ts', "import '../test/server.test.ts'", 'sources-do-not-import-tests'],
  ['adapters/src/files.ts', "import 'node:fs/promises'", 'no-files-below-cli'],
  ['fixer/src/run.ts', "import 'node:child_process'", 'no-files-below-cli'],
  ['adapters/src/paths.ts', "import 'node:path'", null],
  ['cli/src/files.ts', "import 'node:fs/promises'", null],
  ['sql/src/other.ts', "import 'libpg-query'", 'parser-in-one-file'],
  ['sql/src/parse-body.ts', "import 'libpg-query'", null],
  ['fixer/src/tree.ts', "import type { Node } from '@pgsql/types'", 'syntax-trees-in-sql-and-analyzer'],
  ['analyzer/src/tree.ts', "import type { Node } from '@pgsql/types'", null],
  ['cli/src/driver.ts', "import 'pg'", 'drivers-in-db'],
  ['fixer/src/embedded.ts', "import '@electric-sql/pglite'", 'drivers-in-db'],
  ['db/src/driver.ts', "import 'pg'", null],
  ['sql/src/babel.ts', "import '@babel/parser'", 'babel-in-adapters'],
  ['fixer/src/words.ts', "import 'yargs'", 'yargs-in-cli'],
  ['adapters/src/orm.ts', "import 'typeorm'", 'orm-is-the-users-own'],
  ['cli/src/orm.ts', "import type { DataSource } from 'typeorm'", null],
  ['sql/src/nowhere.ts', "import './not-there.ts'", 'everything-resolves'],
]

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

let folder: string
let violations: readonly Violation[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floors-'))
  const packages = ['core', 'sql', 'db', 'reporters', 'adapters', 'analyzer', 'fixer', 'cli', 'testkit']
  const index = (name: string) => imports.filter(([file]) => file.startsWith(`${name}/src/`)).map(([file]) => file)
  for (const name of packages) {
    const lines = index(name).map((file) => `import './${file.slice(`${name}/src/`.length)}'\n`)
    await put(`packages/${name}/src/index.ts`, `${lines.join('')}import './inner.ts'\n`)
    await put(`packages/${name}/src/inner.ts`, '')
  }
  for (const [file, statement] of imports) await put(`packages/${file}`, `${statement}\n`)
  await put('packages/core/src/forgotten.ts', '')
  await put('packages/analyzer/package.json', '{ "dependencies": { "@pgsql/types": "*" } }')
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.base.json', 'package.json']) {
    await cp(join(root, file), join(folder, file))
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const depcruise = join(root, 'node_modules/.bin/depcruise')
  const words = ['packages', '--config', '.dependency-cruiser.mjs', '--output-type', 'json']
  const { stdout } = await execa(depcruise, words, { cwd: folder, reject: false })
  violations = JSON.parse(stdout).summary.violations
})

afterAll(() => rm(folder, { recursive: true }))

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), text)
}

/** Names of the rules that a file breaks by what it imports. */
function rulesAgainst(file: string): readonly string[] {
  const own = violations.filter(({ from, rule }) => from === `packages/${file}` && rule.name !== 'no-dead-files')
  return own.map(({ rule }) => rule.name)
}

test.each(imports)('%s: %s', (file, _, rule) => {
  if (rule === null) expect(rulesAgainst(file)).toEqual([])
  else expect(rulesAgainst(file)).toContain(rule)
})

test('a file that nothing leads to is named', () => {
  expect(violations.filter(({ rule }) => rule.name === 'no-dead-files')).toEqual([
    expect.objectContaining({ to: 'packages/core/src/forgotten.ts' }),
  ])
})
