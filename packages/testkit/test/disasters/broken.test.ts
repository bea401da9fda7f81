import pg from 'pg'
import {
  breakDatabase,
  type DisasterCase,
  type DisasterName,
  disasterNames,
  readDisaster,
  runProject,
  startServer,
  type TestServer,
} from '../../src/index.ts'
import { objectExists, recordedNames } from './observe.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const worlds = disasterNames.flatMap((name) =>
  readDisaster(name).cases.map((world): [string, DisasterName, DisasterCase] => [
    [name, world.toolVersion].filter(Boolean).join(' '),
    name,
    world,
  ]),
)

describe.each(worlds)('%s', (_title, name, world) => {
  let url: string
  let drop: () => Promise<void>
  let client: pg.Client

  beforeAll(async () => {
    const database = await server.createDatabase()
    url = database.url
    drop = database.drop
    await breakDatabase(name, url, world.toolVersion)
    client = new pg.Client({ connectionString: url })
    await client.connect()
  })
  afterAll(async () => {
    await client?.end()
    await drop?.()
  })

  test('records what disaster.json says', async () => {
    expect(await recordedNames(client, world.historyTable)).toEqual(world.recorded)
    expect(world.order).toEqual(expect.arrayContaining([...world.recorded]))
  })

  test('holds and lacks the objects that disaster.json names', async () => {
    for (const object of world.present) expect([object, await objectExists(client, object)]).toEqual([object, true])
    for (const object of world.absent) expect([object, await objectExists(client, object)]).toEqual([object, false])
    expect(world.present.length * world.absent.length).toBeGreaterThan(0)
  })

  test('stops the tool again', async () => {
    const before = await recordedNames(client, world.historyTable)
    const run = await runProject(name, url, { toolVersion: world.toolVersion })
    const { migration, again, sqlstate, message } = world.stops
    expect(run).toMatchObject({ succeeded: false, sqlstate: again ? null : sqlstate })
    expect(run.output).toContain(migration)
    expect(run.output).toContain(again ?? message)
    expect(await recordedNames(client, world.historyTable)).toEqual(before)
  })
})
