import { memoryFiles } from '@migration-doctor/testkit'
import { adapter } from '../../src/typeorm/index.ts'

const program = (text: string) => `import { MigrationInterface, QueryRunner } from 'typeorm'
export class Init1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) { await queryRunner.query(\`SELECT '${text}'\`) }
  async down() {}
}
`

const problemsOf = async (file: string | Uint8Array) => {
  const files = memoryFiles({
    '/app/package.json': '{ "dependencies": { "typeorm": "0.3.20" } }',
    '/app/migrations/1700000000000-Init.ts': file,
  })
  const project = await adapter.read({ cwd: '/app', migrations: ['migrations'] }, { files, environment: {} })
  return project.problems.filter(({ rule }) => rule === 'invalid-encoding')
}

test('bytes that are not UTF-8 are told with their place', async () => {
  const source = program('café')
  const start = source.indexOf('é')
  expect(await problemsOf(Buffer.from(source, 'latin1'))).toEqual([
    {
      rule: 'invalid-encoding',
      place: { file: 'migrations/1700000000000-Init.ts', span: { start, end: start + 1 } },
      data: { file: 'migrations/1700000000000-Init.ts', kind: 'utf-8', bytes: '0xe9 0x27 0x60', reader: 'replaced' },
    },
  ])
})

test.each(['café', '\uFFFD'])('UTF-8 is no problem: %s', async (text) => {
  expect(await problemsOf(program(text))).toEqual([])
})
