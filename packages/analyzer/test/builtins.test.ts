import { startServer } from '@migration-doctor/testkit/server'
import pg from 'pg'
import { builtins } from '../src/builtins/index.ts'
import { opaqueExtensions } from '../src/builtins/opaque-extensions.ts'

describe.each([18, 15])('the built-in catalog of %i', (version) => {
  let client: pg.Client
  beforeAll(async () => {
    const server = await startServer(version)
    client = new pg.Client({ connectionString: server.url })
    await client.connect()
  })
  afterAll(() => client.end())

  const names = async (sql: string) => {
    const { rows } = await client.query<{ name: string }>(sql)
    return rows.map(({ name }) => name).sort()
  }
  const catalog = () => {
    const schema = builtins(version).catalog.schemas.get('pg_catalog')
    if (!schema) throw new Error('no pg_catalog')
    return schema
  }
  const typeName =
    "case when typnamespace = 'pg_catalog'::regnamespace then '' else typnamespace::regnamespace || '.' end || typname"

  test('has the functions that the server has, with their arguments and results', async () => {
    const real = await names(
      `select format('%s(%s) %s%s %s', proname,
         (select string_agg(${typeName}, ',' order by n) from unnest(proargtypes) with ordinality a(t, n) join pg_type on pg_type.oid = t),
         case when proretset then 'setof ' else '' end, (select ${typeName} from pg_type where oid = prorettype), provolatile) as name
       from pg_proc where pronamespace = 'pg_catalog'::regnamespace and oid < 16384`,
    )
    const schema = catalog()
    const ours = schema
      .functionNames()
      .flatMap((name) => schema.functions(name))
      .map(
        (one) =>
          `${one.name}(${one.inputs.join(',')}) ${one.returnsSet ? 'setof ' : ''}${one.returns} ${one.volatility}`,
      )
    expect(ours.sort()).toEqual(real)
  })

  test('has the operators that the server has', async () => {
    const real = await names(
      `select format('%s %s %s %s', oprname, coalesce((select ${typeName} from pg_type where oid = oprleft), '-'),
         (select ${typeName} from pg_type where oid = oprright), (select ${typeName} from pg_type where oid = oprresult)) as name
       from pg_operator where oprnamespace = 'pg_catalog'::regnamespace and oprresult <> 0 and oprright <> 0 and oid < 16384`,
    )
    const schema = catalog()
    const ours = schema
      .operatorNames()
      .flatMap((name) => schema.operators(name))
      .flatMap((one) => (one.right === null ? [] : [`${one.name} ${one.left ?? '-'} ${one.right} ${one.result}`]))
    expect(ours.sort()).toEqual(real)
  })

  test('has the columns of the system views that the server has, in order', async () => {
    const real = await names(
      `select format('%s(%s)', relname, (select string_agg(attname, ',' order by attnum) from pg_attribute
         where attrelid = c.oid and attnum > 0)) as name
       from pg_class c where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v') and c.oid < 16384`,
    )
    const schema = catalog()
    const ours = schema.relationNames().flatMap((name) => {
      const relation = schema.relation(name)
      const isRead = relation?.kind === 'table' || relation?.kind === 'view'
      return isRead ? [`${name}(${relation.columns.map((column) => column.name).join(',')})`] : []
    })
    expect(ours.sort()).toEqual(real)
  })

  test('knows every extension that the server offers', async () => {
    const offered = await names('select name from pg_available_extensions')
    const known = builtins(version)
    expect(offered.filter((name) => name !== 'plpgsql' && known.extensionStatus(name) === 'unheard')).toEqual([])
  })
})

test('an extension brings its types where it is installed', () => {
  const citext = builtins(18).extension('citext')?.catalog.schemas.get('@')
  expect(citext?.types().map(({ name, category }) => `${name} ${category}`)).toEqual(['citext S'])
  expect(citext?.operators('=').length).toBeGreaterThan(0)
  expect(builtins(18).extension('vector')?.catalog.schemas.get('@')?.opclasses('hnsw').length).toBeGreaterThan(0)
  expect(builtins(18).extension('postgis')?.catalog.schemas.get('@')?.relation('spatial_ref_sys')?.keys).toEqual([
    ['srid'],
  ])
})

test('what a version has not, or not any more, is not there', () => {
  const functions = (major: number, name: string) =>
    builtins(major).catalog.schemas.get('pg_catalog')?.functions(name).length
  expect(functions(12, 'gen_random_uuid')).toBe(0)
  expect(functions(13, 'gen_random_uuid')).toBe(1)
  expect(functions(17, 'uuidv7')).toBe(0)
  expect(functions(18, 'uuidv7')).toBe(2)
  expect(builtins(17).extensionStatus('adminpack')).toBe('absent')
  expect(builtins(18).extensionStatus('no_such_extension')).toBe('unheard')
  expect(builtins(18).extensionStatus('timescaledb')).toBe('opaque')
})

test('no extension is both known and opaque', () => {
  const both = [...opaqueExtensions].filter((name) => builtins(18).extension(name) !== null)
  expect(both).toEqual([])
})
