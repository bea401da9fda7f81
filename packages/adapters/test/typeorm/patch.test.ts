import { createRequire } from 'node:module'
import { transformSync } from 'esbuild'
import type { Patch } from '../../src/index.ts'
import { adapter } from '../../src/typeorm/index.ts'
import { readProject, told } from './reading.ts'

const require = createRequire(import.meta.url)
const now = new Date(1_750_000_000_000)

const patch: Patch = {
  title: 'repair invoice line items',
  comment: ['Cures the table that is created twice.', 'A */ in it does no harm.'],
  up: [`CREATE TABLE IF NOT EXISTS "a" ("b" text DEFAULT '\`\${x}\` \\d')`, 'DO $$ BEGIN RAISE NOTICE $m$`$m$; END $$'],
  down: ['DROP TABLE "a"'],
  after: null,
  outsideTransaction: false,
}

const source = (name: string, file = `src/migrations/${name.slice(-13)}-${name.slice(0, -13)}.ts`) => ({
  [file]: `export class ${name} { async up(queryRunner) { await queryRunner.query('SELECT 1') } }`,
})
const tree = { ...source('A1700000000001'), ...source('B1700000000005') }

/** What an emitted file sends when TypeORM's own way of loading runs it. */
async function run(text: string, method: 'up' | 'down'): Promise<readonly string[]> {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' })
  const module = { exports: {} as object }
  new Function('module', 'exports', 'require', code)(module, module.exports, require)
  const exported: unknown = typeof module.exports === 'function' ? module.exports : Object.values(module.exports)[0]
  const made = new (exported as new () => Record<string, (runner: object) => Promise<void>>)()
  const sent: string[] = []
  await made[method]?.({ query: async (sql: string) => void sent.push(sql) })
  return sent
}

test('a patch is the file that migration:generate would write', async () => {
  const project = await readProject(tree)
  const file = adapter.renderPatch(patch, project, now)
  expect(file).toMatchObject({
    migration: 'RepairInvoiceLineItems1750000000000',
    path: 'src/migrations/1750000000000-RepairInvoiceLineItems.ts',
  })
  expect(file.text).toBe(`import { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Cures the table that is created twice.
 * A *\\/ in it does no harm.
 */
export class RepairInvoiceLineItems1750000000000 implements MigrationInterface {
    name = 'RepairInvoiceLineItems1750000000000'

    public async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`CREATE TABLE IF NOT EXISTS "a" ("b" text DEFAULT '\\\`\\\${x}\\\` \\\\d')\`);
        await queryRunner.query(\`DO $$ BEGIN RAISE NOTICE $m$\\\`$m$; END $$\`);
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`DROP TABLE "a"\`);
    }

}
`)
})

test.each(['ts', 'js', 'mjs', 'cjs', 'mts'])(
  'a patch beside .%s files sends its statements, run or read',
  async (extension) => {
    const body = '{ async up(queryRunner) { await queryRunner.query("SELECT 1") } }'
    const commonjs = extension === 'js' || extension === 'cjs'
    const text = commonjs ? `module.exports = class A1700000000001 ${body}` : `export class A1700000000001 ${body}`
    const beside = { [`src/migrations/1700000000001-A.${extension}`]: text }
    const project = await readProject(beside)
    const file = adapter.renderPatch(patch, project, now)
    expect(file.path.endsWith(`.${extension}`)).toBe(true)
    expect(await run(file.text, 'up')).toEqual(patch.up)
    expect(await run(file.text, 'down')).toEqual(patch.down)
    const after = await readProject({ ...beside, [file.path]: file.text })
    expect(after.migrations.map(({ name }) => name)).toEqual(['A1700000000001', file.migration])
    expect(told(after.migrations[1]?.up)).toEqual(patch.up)
    expect(after.migrations[1]?.problems).toEqual([])
  },
)

test('a patch sorts right after the migration that it follows', async () => {
  const project = await readProject({ ...tree, ...source('C1700000000002') })
  expect(adapter.renderPatch({ ...patch, after: 'A1700000000001' }, project, now).migration).toBe(
    'RepairInvoiceLineItems1700000000003',
  )
})

test('the last one is later than all there are, whatever the clock says', async () => {
  const project = await readProject({ ...tree, ...source('Z1999999999999') })
  expect(adapter.renderPatch(patch, project, now).migration).toBe('RepairInvoiceLineItems2000000000000')
})

test('outside a transaction, where the mode allows it', async () => {
  const each = await readProject({
    ...tree,
    'data-source.ts': `import { DataSource } from 'typeorm'
    export default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'], migrationsTransactionMode: 'each' })`,
  })
  const alone = adapter.renderPatch({ ...patch, outsideTransaction: true }, each, now)
  expect(alone.text).toContain('    transaction = false\n')
  const all = adapter.renderPatch({ ...patch, outsideTransaction: true }, await readProject(tree), now)
  expect(all.text).not.toContain('transaction = false')
  expect(all.text).toContain('--transaction none')
})
