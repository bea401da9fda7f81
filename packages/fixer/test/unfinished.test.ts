import { simulate } from '@migration-doctor/analyzer'
import { prescribe } from './prescribe.ts'

const name = '20250101000000_users'
const project = {
  tool: 'prisma',
  toolVersion: '6.19.0',
  files: {
    'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n',
    [`prisma/migrations/${name}/migration.sql`]: 'CREATE TABLE users (id integer PRIMARY KEY);\n',
  },
} as const

async function marks(applied: readonly string[], isThere: boolean) {
  const { project: read } = await prescribe(project)
  const live = simulate(isThere ? read : { ...read, migrations: [] }).catalog()
  const { plan } = await prescribe({ ...project, applied, failed: [name], live })
  return plan.steps.map(({ kind, migration }) => [kind, migration])
}

test('an unfinished row beside a finished one is marked as rolled back, not as applied again', async () => {
  expect(await marks([name], true)).toEqual([['mark-rolled-back', name]])
})

test('an unfinished row alone is marked by what is there', async () => {
  expect(await marks([], true)).toEqual([['mark-applied', name]])
  expect(await marks([], false)).toEqual([['mark-rolled-back', name]])
})
