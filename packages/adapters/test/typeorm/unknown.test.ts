import { readProject, readUp, told } from './reading.ts'

function up(body: string, head = ''): string {
  return `${head}
export class M1700000000000 { async up(queryRunner) { ${body}
} }`
}

describe('what cannot be known', () => {
  test('rows that are changed one by one touch no shape', async () => {
    const steps = await readUp(
      up(`const rows = await queryRunner.query('SELECT id FROM t')
        for (const row of rows) await queryRunner.query('UPDATE t SET a = 1 WHERE id = $1', [row.id])
        await queryRunner.query('ALTER TABLE t DROP COLUMN b')`),
    )
    expect(steps).toEqual([
      'SELECT id FROM t',
      'unreadable (): how often this runs depends on the result of a query',
      'ALTER TABLE t DROP COLUMN b',
    ])
  })

  test('a shape that may or may not change is named', async () => {
    const steps = await readUp(
      up(`const [row] = await queryRunner.query('SELECT count(*) FROM t')
        if (row.count > 0) await queryRunner.query('ALTER TABLE "Orders" ADD note text')`),
    )
    expect(steps[1]).toMatch(/^unreadable \(.*\borders\b.*\bnote\b.*\): whether this runs depends on/)
  })

  test('what it may reach further than it names is anything', async () => {
    const steps = await readUp(
      up(`if ((await queryRunner.query('SELECT 1'))[0]) await queryRunner.query('DROP TABLE t CASCADE')`),
    )
    expect(steps[1]).toBe('unreadable (anything): whether this runs depends on the result of a query')
  })

  test('a text with an unknown part says what part', async () => {
    const steps = await readUp(
      up(`await queryRunner.query(\`ALTER TABLE t RENAME TO \${process.env.NAME}\`)
        await queryRunner.query(\`INSERT INTO t VALUES ('\${new Date().toISOString()}')\`)
        await queryRunner.query(require('somewhere').sql)`),
    )
    expect(steps).toEqual([
      'unreadable (anything): the text of the query depends on the environment variable NAME',
      'unreadable (): the text of the query depends on the time',
      'unreadable (anything): the text of the query depends on the package somewhere',
    ])
  })

  test('the rest after a return that may be taken is in doubt', async () => {
    const steps = await readUp(
      up(`const rows = await queryRunner.query('SELECT 1')
        if (rows.length === 0) return
        await queryRunner.query('INSERT INTO t VALUES (1)')
        await queryRunner.query('DELETE FROM t')`),
    )
    expect(steps).toEqual(['SELECT 1', 'unreadable (): whether this runs depends on the result of a query'])
  })

  test('what such a branch changes is not known afterwards', async () => {
    const steps = await readUp(
      up(`let name = 'a'
        const list = ['x']
        if ((await queryRunner.query('SELECT 1')).length) { name = 'b'; list.push('y') }
        await queryRunner.query('DROP TABLE ' + name)
        for (const one of list) await queryRunner.query('DROP TABLE ' + one)
        await queryRunner.query('DROP TABLE sure')`),
    )
    expect(steps[1]).toMatch(/^unreadable \(anything\)/)
    expect(steps[2]).toMatch(/^unreadable/)
    expect(steps.at(-1)).toBe('DROP TABLE sure')
  })

  test('a function that is given the connection may do anything', async () => {
    const steps = await readUp(
      up(
        'await seed(queryRunner); log(1); await queryRunner.query("SELECT 1")',
        "import { seed, log } from 'a-package'",
      ),
    )
    expect(steps).toEqual([
      'unreadable (anything): a function is given the database connection and cannot be read: the package a-package',
      'SELECT 1',
    ])
  })

  test('work through entities is rows of today’s entities', async () => {
    const steps = await readUp(
      up(
        `await queryRunner.manager.save(User, { name: 'a' }); const u = queryRunner.manager.create(User)
        await queryRunner.manager.getRepository(User).update({}, { name: 'b' })
        await queryRunner.manager.createQueryBuilder().insert().into(User).values([]).execute()`,
        'class User {}',
      ),
    )
    expect(steps).toHaveLength(3)
    for (const step of steps) expect(step).toMatch(/^unreadable \(\)/)
  })

  test('a program that does not end is given up', async () => {
    const steps = await readUp(up('const f = () => f(); f()'))
    expect(steps).toEqual(['unreadable (anything): the program runs for too long to be followed'])
    expect(await readUp(up('while (true) { }'))).toHaveLength(1)
  })

  test('an error of the program is told, and touches nothing', async () => {
    const steps = await readUp(up(`await queryRunner.query('SELECT 1'); throw new Error('not now')`))
    expect(steps).toEqual(['SELECT 1', 'unreadable (): the program throws “not now”'])
  })

  test('a file that does not parse is a fault with its place', async () => {
    const project = await readProject({
      'src/migrations/1700000000000-A.ts': 'export class A1700000000000 { async up(q) { await q.query(` } }',
      'src/migrations/1700000000001-B.ts': up('await queryRunner.query("SELECT 1")').replace(
        'M1700000000000',
        'B1700000000001 implements MigrationInterface',
      ),
    })
    expect(project.problems).toMatchObject([
      { rule: 'unreadable-statement', place: { file: 'src/migrations/1700000000000-A.ts' } },
    ])
    expect(project.migrations.map(({ name }) => name)).toEqual(['B1700000000001'])
  })
})

describe('errors that go no further', () => {
  async function swallows(body: string): Promise<readonly boolean[]> {
    const project = await readProject({ 'src/migrations/M.ts': up(body) })
    return (project.migrations[0]?.up ?? []).map((step) => step.kind === 'sql' && step.swallow === true)
  }

  test('a catch that does nothing swallows', async () => {
    expect(
      await swallows(`try { await queryRunner.query('a') } catch (e) { console.log(e) } await queryRunner.query('b')`),
    ).toEqual([true, false])
    expect(await swallows(`await queryRunner.query('a').catch(() => undefined); await queryRunner.query('b')`)).toEqual(
      [true, false],
    )
  })

  test('a catch that throws again does not', async () => {
    expect(
      await swallows(
        `try { await queryRunner.query('a') } catch (e) { await queryRunner.rollbackTransaction(); throw e }`,
      ),
    ).toEqual([false])
    expect(
      await swallows(`try { await queryRunner.query('a') } catch (e) { if (e.code !== '42P07') throw e }`),
    ).toEqual([false])
    expect(await swallows(`await queryRunner.query('a').catch((e) => { throw e })`)).toEqual([false])
  })
})

describe('questions to the catalog', () => {
  const empty = {
    defaultSchema: 'public',
    table: () => null,
    view: () => false,
    enumLabels: () => null,
    hasSchema: () => false,
  }

  async function onEmpty(body: string): Promise<readonly string[]> {
    const project = await readProject({ 'src/migrations/M.ts': up(body) })
    const steps = [...(project.migrations[0]?.up ?? [])]
    const all: string[] = []
    for (let step = steps.shift(); step; step = steps.shift()) {
      if (step.kind === 'catalog') steps.unshift(...step.expand(empty))
      else all.push(...told([step]))
    }
    return all
  }

  test('each answer is asked for where it is needed, and what was sent before is not sent twice', async () => {
    expect(
      await onEmpty(`await queryRunner.query('one')
        if (!(await queryRunner.hasTable('a'))) await queryRunner.query('two')
        if (await queryRunner.hasColumn('a', 'b')) await queryRunner.query('never'); else await queryRunner.query('three')
        const t = await queryRunner.getTable('a'); if (!t) await queryRunner.query('four')`),
    ).toEqual(['one', 'two', 'three', 'four'])
  })

  test('files that only an answer leads to are read beforehand', async () => {
    const body = `if (!(await queryRunner.hasTable('a'))) await queryRunner.query(require('./sql').text + require('fs').readFileSync(__dirname + '/b.sql', 'utf8'))`
    const project = await readProject({
      'src/migrations/M.ts': up(body),
      'src/migrations/sql.js': `exports.text = 'one '`,
      'src/migrations/b.sql': 'two',
    })
    const [question] = project.migrations[0]?.up ?? []
    expect(question?.kind === 'catalog' && told(question.expand(empty))).toEqual(['one two'])
  })

  test('PostgreSQL’s own tables are read through it', async () => {
    const asked = [
      `SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'a'`,
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'a' AND column_name IN ('b', 'c')`,
      `SELECT 1 FROM pg_indexes WHERE tablename = 'a' AND indexname = 'i'`,
      `SELECT constraint_name FROM information_schema.table_constraints WHERE table_name = 'a' AND constraint_name = 'c'`,
    ]
    for (const sql of asked) {
      const body = `const rows = await queryRunner.query(\`${sql}\`); await queryRunner.query(rows.length === 0 ? 'absent' : 'present')`
      expect(await onEmpty(body)).toEqual([sql, 'absent'])
    }
    const exists = `SELECT EXISTS (SELECT FROM information_schema.tables WHERE table_name = $1) AS there`
    expect(
      await onEmpty(
        `const [{ there }] = await queryRunner.query('${exists}', ['a']); await queryRunner.query(there ? 'present' : 'absent')`,
      ),
    ).toEqual([exists, 'absent'])
  })

  test('a table that is not there is TypeORM’s own refusal', async () => {
    expect(await onEmpty(`await queryRunner.dropColumn('a', 'b'); await queryRunner.query('after')`)).toEqual([
      'refused: Table "a" does not exist.',
      'after',
    ])
  })
})
