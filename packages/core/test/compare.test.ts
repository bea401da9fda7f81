import {
  type CatalogObject,
  type ColumnObject,
  canonicalText,
  catalogOf,
  compareCatalogs,
} from '@migration-doctor/core'

const table = (name: string): CatalogObject => ({
  kind: 'table',
  schema: 'public',
  name,
  persistence: 'permanent',
  partitionKey: null,
  parents: [],
  rowSecurity: false,
})

const column = (of: string, name: string, type: string | undefined = 'integer'): ColumnObject => ({
  kind: 'column',
  schema: 'public',
  table: of,
  name,
  position: 1,
  type,
  notNull: false,
  default: null,
  identity: null,
  generated: null,
})

const view = (columns: readonly string[] | undefined): CatalogObject => ({
  kind: 'view',
  schema: 'public',
  name: 'v',
  columns,
  definition: undefined,
})

test('tells what is missing, extra and changed', () => {
  const left = catalogOf([table('a'), table('b'), column('b', 'id')])
  const right = catalogOf([table('b'), column('b', 'id', 'bigint'), table('c')])
  expect(compareCatalogs(left, right)).toMatchObject([
    { kind: 'changed', key: 'column:public.b.id', facts: [{ fact: 'type', left: 'integer', right: 'bigint' }] },
    { kind: 'missing', key: 'table:public.a' },
    { kind: 'extra', key: 'table:public.c' },
  ])
})

test('what hangs on a missing table is not told again', () => {
  const left = catalogOf([table('a'), column('a', 'id'), table('b'), column('b', 'id')])
  const right = catalogOf([table('b')])
  expect(compareCatalogs(left, right).map(({ key }) => key)).toEqual(['column:public.b.id', 'table:public.a'])
  expect(compareCatalogs(right, left).map(({ key }) => key)).toEqual(['column:public.b.id', 'table:public.a'])
})

test('facts that one side does not know never differ', () => {
  const unknown = { ...column('a', 'id'), type: undefined }
  expect(compareCatalogs(catalogOf([table('a'), unknown]), catalogOf([table('a'), column('a', 'id')]))).toEqual([])
  expect(compareCatalogs(catalogOf([view(undefined)]), catalogOf([view(['x']), column('v', 'x')]))).toEqual([])
  expect(compareCatalogs(catalogOf([view([])]), catalogOf([view(['x']), column('v', 'x')]))).toHaveLength(2)
})

test('the canonical text depends on what is there, not on the order of reading', () => {
  const objects = [table('a'), column('a', 'id'), table('b')]
  expect(canonicalText(catalogOf(objects))).toBe(canonicalText(catalogOf([...objects].reverse())))
  expect(canonicalText(catalogOf(objects))).not.toBe(canonicalText(catalogOf(objects.slice(1))))
})
