import { placeIn, type SqlStep } from '@migration-doctor/core'
import { readProject } from './reading.ts'

async function sqlOf(
  tree: Readonly<Record<string, string>>,
): Promise<{ steps: readonly SqlStep[]; sources: ReadonlyMap<string, string> }> {
  const project = await readProject(tree)
  const steps = project.migrations.flatMap(({ up }) => up.flatMap((step) => (step.kind === 'sql' ? [step] : [])))
  return { steps, sources: project.sources }
}

/** Where a word of a statement stands in the user's file, as the file's own text. */
function shown(step: SqlStep | undefined, word: string, sources: ReadonlyMap<string, string>): string | undefined {
  if (!step) return undefined
  const start = step.chunk.text.indexOf(word)
  const { file, span } = placeIn(step.chunk, { start, end: start + word.length })
  return sources.get(file)?.slice(span.start, span.end)
}

describe('places', () => {
  const text = `import { prefix } from './names'
import { readFileSync } from 'fs'
import { join } from 'path'
const table = 'orders'
export class M1700000000000 {
  async up(queryRunner) {
    await queryRunner.query(\`CREATE TABLE "\${table}" ("é" int,\r\n "na\\\`me" text)\`)
    await queryRunner.query('ALTER TABLE ' + prefix + 'x' + " ADD \\"q\\" int")
    const sql = ['DROP TABLE a;', 'DROP TABLE bb;'].join('\\n')
    await queryRunner.query(sql)
    await queryRunner.query(readFileSync(join(__dirname, 'a.sql'), 'utf8'))
  }
}`
  const tree = {
    'src/migrations/M.ts': text,
    'src/migrations/names.ts': `export const prefix = 'app_'`,
    'src/migrations/a.sql': 'CREATE VIEW v AS SELECT 1;',
  }

  test('files are read from where a package far below runs its programs', async () => {
    const { steps } = await sqlOf({
      'sources/backend/package.json': '{ "dependencies": { "typeorm": "0.3.31" } }',
      'sources/backend/src/data-source.ts': `import { DataSource } from 'typeorm'
        export default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'] })`,
      'sources/backend/src/migrations/1700000000000-M.ts': `import { readFileSync } from 'fs'
        import { resolve } from 'path'
        export class M1700000000000 {
          async up(queryRunner) { await queryRunner.query(readFileSync(resolve('sql/a.sql'), 'utf8') + readFileSync(process.cwd() + '/sql/b.sql', 'utf8')) }
        }`,
      'sources/backend/sql/a.sql': 'SELECT 1;',
      'sources/backend/sql/b.sql': 'SELECT 2;',
    })
    expect(steps.map(({ chunk }) => chunk.text)).toEqual(['SELECT 1;SELECT 2;'])
  })

  test('every verbatim piece is the file’s own text', async () => {
    const { steps, sources } = await sqlOf(tree)
    expect(steps).toHaveLength(4)
    for (const { chunk } of steps) {
      for (const { at, from, verbatim } of chunk.pieces.filter((piece) => piece.verbatim)) {
        expect(verbatim && sources.get(from.file)?.slice(from.span.start, from.span.end)).toBe(
          chunk.text.slice(at.start, at.end),
        )
      }
    }
  })

  test('words of a template, of a constant, of an escape, of another file', async () => {
    const { steps, sources } = await sqlOf(tree)
    expect(shown(steps[0], 'CREATE TABLE', sources)).toBe('CREATE TABLE')
    expect(shown(steps[0], 'orders', sources)).toBe('table')
    expect(shown(steps[0], '"é"', sources)).toBe('"é"')
    expect(shown(steps[0], 'na`me', sources)).toBe('na\\`me')
    expect(steps[0]?.chunk.text).toContain('int,\n "na')
    expect(shown(steps[1], '"q"', sources)).toBe('\\"q\\"')
    expect(shown(steps[2], 'bb', sources)).toBe('bb')
    expect(shown(steps[3], 'VIEW v', sources)).toBe('VIEW v')
    expect(steps[3]?.chunk.place.file).toBe('src/migrations/a.sql')
  })

  test('what the schema builder makes stands for its call', async () => {
    const { steps, sources } = await sqlOf({
      'src/migrations/M.ts': `import { Table } from 'typeorm'
        export class M1700000000000 { async up(q) { await q.createTable(new Table({ name: 't', columns: [{ name: 'id', type: 'int' }] })) } }`,
    })
    expect(shown(steps[0], 'CREATE', sources)).toMatch(/^q\.createTable\(.*\)$/)
    expect(shown(steps[0], '"id"', sources)).toBe('id')
    expect(shown(steps[0], '"t"', sources)).toBe('t')
  })
})
