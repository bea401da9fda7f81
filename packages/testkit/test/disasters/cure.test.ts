import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@migration-doctor/core'
import pg from 'pg'
import { type BuiltCommand, buildCommand } from '../../../../scripts/build/command.ts'
import {
  breakDatabase,
  type CureByHand,
  copyProject,
  type DisasterCase,
  type DisasterName,
  disasterNames,
  type ExpectedFinding,
  editByHand,
  readDisaster,
  runProject,
  startServer,
  type TestDatabase,
  type TestServer,
} from '../../src/index.ts'
import { type DoctorRun, doctor, fixReportOf, reportOf, rootsOf } from './doctor.ts'
import { rowCounts, schemaOf } from './observe.ts'

interface World {
  readonly title: string
  readonly name: DisasterName
  readonly disaster: DisasterCase
  /** Folder of `node_modules` that stands in for TypeORM. */
  readonly typeorm: string
}

const worlds: readonly World[] = disasterNames.flatMap((name) =>
  readDisaster(name).cases.flatMap((disaster) => {
    const versions = readDisaster(name).tool === 'typeorm' ? ['typeorm', 'typeorm-1'] : ['typeorm']
    return versions.map((typeorm) => ({
      title: [name, typeorm === 'typeorm-1' ? '1.x' : disaster.toolVersion].filter(Boolean).join(' '),
      name,
      disaster,
      typeorm,
    }))
  }),
)

/** Each step starts programs and scratch databases of its own; a busy machine takes its time. */
const patience = 240_000

let server: TestServer
let command: BuiltCommand
beforeAll(async () => {
  server = await startServer()
  command = await buildCommand()
})
afterAll(async () => {
  await command.remove()
  await server.stop()
})

describe.each(worlds)('$title', ({ name, disaster, typeorm }) => {
  const versionOption = disaster.toolVersion && typeorm === 'typeorm' ? ['--tool-version', disaster.toolVersion] : []
  let folder: string
  let directory: string
  let broken: TestDatabase
  let empty: TestDatabase
  let rowsBefore: Readonly<Record<string, number>>

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'disaster-'))
    directory = join(folder, name)
    await copyProject(name, directory, { typeorm })
    broken = await server.createDatabase()
    empty = await server.createDatabase()
    await breakDatabase(name, broken.url, disaster.toolVersion)
    rowsBefore = await withClient(broken.url, rowCounts)
  }, patience)
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
    await broken?.drop()
    await empty?.drop()
  })

  const run = (words: readonly string[]) =>
    doctor([...words, '--format', 'json', ...versionOption], {
      program: command.program,
      cwd: directory,
      url: broken.url,
    })

  test(
    'the diagnosis finds what is wrong, and nothing else',
    async () => {
      const expected = disaster.findings
      const diagnosis = await run(['diagnose'])
      const report = reportOf(diagnosis)
      const roots = rootsOf(report).filter(({ severity }) => severity !== 'note')
      expect(report.projects[0]?.migrations.map((migration) => migration.name)).toEqual(disaster.order)
      expect(roots.map(headline).sort()).toEqual(expected.map(headline).sort())
      for (const finding of expected) {
        expect(roots).toContainEqual(matching(finding))
        const ids = roots.filter((root) => headline(root) === headline(finding)).map(({ id }) => id)
        expect(consequencesOf(ids, report)).toEqual(finding.consequencesIn ?? [])
      }
      expect(diagnosis.exitCode).toBe(expected.some(({ severity }) => severity === 'error') ? 1 : 0)
    },
    patience,
  )

  test(
    'verify sees what is recorded and not there, and nothing else',
    async () => {
      const lies = disaster.findings.some(({ needs }) => needs !== 'files')
      expect(await run(['verify'])).toMatchObject({ exitCode: lies ? 1 : 0 })
    },
    patience,
  )

  test(
    'the cure is proven, written and applied; or made by hand where there is none',
    async () => {
      const { byHand } = readDisaster(name)
      if (byHand) return cureByHand(byHand, { directory, run })
      const cure = await run(['fix', '--emit', '--apply', '--yes'])
      const { proof, outcome } = fixReportOf(cure)
      expect(proof.worlds.map(({ world, result }) => `${world} ${result}`)).toEqual([
        'empty converges',
        'copy converges',
      ])
      expect(outcome.result).toBe('applied')
      expect(cure.exitCode).toBe(0)
    },
    patience,
  )

  test(
    'the tool itself runs the history to the end, on the broken database and on an empty one',
    async () => {
      for (const { url } of [broken, empty]) {
        const ran = await runProject(name, url, { directory, toolVersion: disaster.toolVersion })
        expect({ reason: ran.reason, succeeded: ran.succeeded }).toEqual({ reason: null, succeeded: true })
      }
      expect(await withClient(broken.url, schemaOf)).toEqual(await withClient(empty.url, schemaOf))
    },
    patience,
  )

  test(
    'no row is lost',
    async () => {
      expect(await withClient(broken.url, rowCounts)).toMatchObject(rowsBefore)
      expect(Object.values(rowsBefore).some((count) => count > 0)).toBe(true)
    },
    patience,
  )

  test(
    'a second diagnosis is clean, and what is recorded is there',
    async () => {
      for (const verb of ['diagnose', 'verify']) {
        const again = await run([verb])
        expect(rootsOf(reportOf(again)).filter(({ severity }) => severity === 'error')).toEqual([])
        expect(again.exitCode).toBe(0)
      }
    },
    patience,
  )
})

/** A cure that needs a person must be none that `fix` knows. */
async function cureByHand(cure: CureByHand, { directory, run }: Patient): Promise<void> {
  expect(fixReportOf(await run(['fix', '--emit', '--apply', '--yes'])).plan.steps).toEqual([])
  await editByHand(cure, directory)
}

interface Patient {
  readonly directory: string
  run(words: readonly string[]): Promise<DoctorRun>
}

/** Migrations in which something follows from these findings. */
function consequencesOf(ids: readonly string[], report: Report): readonly (string | null)[] {
  const following = report.projects
    .flatMap(({ findings }) => findings)
    .filter((one) => ids.includes(one.causedBy ?? ''))
  return [...new Set(following.map(({ migration }) => migration))]
}

function headline({ rule, severity, migration }: Pick<ExpectedFinding, 'rule' | 'severity' | 'migration'>): string {
  return `${severity} ${rule} in ${migration}`
}

/** PostgreSQL says relation where it does not tell tables and views apart. */
function matching({ rule, migration, object, sqlstate }: ExpectedFinding): object {
  const kind =
    object?.kind === 'table' || object?.kind === 'view' ? /^(table|view|relation)$/ : new RegExp(`^${object?.kind}$`)
  const named = object && expect.objectContaining({ ...object, kind: expect.stringMatching(kind) })
  return expect.objectContaining({
    rule,
    migration,
    ...(named && { objects: expect.arrayContaining([named]) }),
    ...(sqlstate && { evidence: expect.objectContaining({ sqlstate }) }),
  })
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
