import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parse } from '@babel/parser'
import { Unknown } from '../../src/typeorm/evaluate/value.ts'
import { makeQueryRunner } from '../../src/typeorm/runner/query-runner.ts'

const require = createRequire(import.meta.url)

/** Names of the members of the library's own `QueryRunner` interface. */
function membersOf(library: string): readonly string[] {
  const file = path.join(path.dirname(require.resolve(library)), 'query-runner/QueryRunner.d.ts')
  const { program } = parse(readFileSync(file, 'utf8'), {
    sourceType: 'module',
    plugins: [['typescript', { dts: true }]],
  })
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'TSInterfaceDeclaration') return []
    return node.declaration.body.body.flatMap((member) =>
      (member.type === 'TSMethodSignature' || member.type === 'TSPropertySignature') && member.key.type === 'Identifier'
        ? [member.key.name]
        : [],
    )
  })
}

/** Members that are about the connection itself and that no migration has a use for. */
const apart = new Set(['broadcaster', 'loadedTables', 'loadedViews'])

describe.each(['typeorm', 'typeorm-1'])('the query runner of %s', (library) => {
  const members = membersOf(library).filter((name) => !apart.has(name))
  const place = { file: '', span: { start: 0, end: 0 } }
  const options = { schema: null, major: 0, uuidExtension: 'uuid-ossp', inTransaction: false } as const
  const runner = makeQueryRunner({ ...options, prototypes: () => null })
  const isKnown = (name: string) => runner.getters.has(name) || !(runner.missing?.(name, place) instanceof Unknown)

  test('lists its members', () => {
    expect(members).toContain('createTable')
    expect(members.length).toBeGreaterThan(60)
  })

  test('knows no others', () => {
    expect(isKnown('createEverything')).toBe(false)
  })

  test.each(members)('%s is known', (name) => {
    expect(isKnown(name)).toBe(true)
  })
})
