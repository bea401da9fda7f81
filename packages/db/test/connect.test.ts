import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DoctorError } from '@migration-doctor/core'
import { type Connection, connect, inReadOnly, toServerError } from '@migration-doctor/db'
import { startOwnServer, startServer, type TestDatabase, type TestServer } from '@migration-doctor/testkit/server'
import { selfSigned } from './certificate.ts'

let server: TestServer
let database: TestDatabase

beforeAll(async () => {
  server = await startServer(18)
  database = await server.createDatabase()
})

afterAll(() => database.drop())

const readOnly = { readOnly: true }

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url)
  change(url)
  return url.href
}

/** Runs work on a connection that is closed afterwards. */
async function using<Result>(
  url: string,
  options: { readOnly: boolean },
  work: (connection: Connection) => Promise<Result>,
) {
  const connection = await connect(url, options)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

async function failure(url: string): Promise<DoctorError> {
  try {
    await (await connect(url, readOnly)).close()
  } catch (error) {
    if (error instanceof DoctorError) return error
    throw error
  }
  throw new Error('It connected.')
}

test('a connection knows where it is, and never the password', async () => {
  await using(database.url, readOnly, async (connection) => {
    expect(connection.server).toEqual({
      host: '127.0.0.1',
      port: server.port,
      database: database.name,
      user: server.user,
      versionNum: expect.any(Number),
      versionText: expect.stringMatching(/^PostgreSQL 18\.\d+$/),
    })
    expect(JSON.stringify(connection)).not.toContain(server.password)
    expect(await connection.query('SHOW application_name')).toEqual([{ application_name: 'migration-doctor' }])
  })
})

test('over a Unix socket', async () => {
  const socket = encodeURIComponent(server.socketDirectory)
  const { username, password, port } = new URL(database.url)
  const url = `postgres://${username}:${password}@/${database.name}?host=${socket}&port=${port}`
  await using(url, readOnly, async (connection) => {
    expect(await connection.query('SELECT inet_client_addr() AS a')).toEqual([{ a: null }])
  })
})

test("Prisma's parameters are no obstacle, and options reach the server", async () => {
  const url = changed(({ searchParams }) => {
    for (const [name, value] of Object.entries({ schema: 'app', connection_limit: '1', pgbouncer: 'true' })) {
      searchParams.set(name, value)
    }
    searchParams.set('options', '-csearch_path=app,public')
  })
  await using(url, readOnly, async (connection) => {
    expect(connection).toMatchObject({ schema: 'app', pooler: true })
    expect(await connection.query('SHOW search_path')).toEqual([{ search_path: 'app,public' }])
  })
})

describe('read only', () => {
  test.each(['CREATE TABLE never ()', 'CREATE SCHEMA never', 'GRANT pg_read_all_data TO postgres'])(
    '%s',
    async (sql) => {
      await using(database.url, readOnly, async (connection) => {
        for (const refused of [
          connection.query(sql),
          connection.script(sql),
          inReadOnly(connection, () => connection.script(sql)),
        ]) {
          await expect(refused).rejects.toMatchObject({ code: '25006' })
        }
        expect(await connection.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
      })
    },
  )

  test('nothing set in it outlives it, so that a pooler hands nothing on', async () => {
    await using(database.url, { readOnly: true }, async (connection) => {
      await connection.script("SET statement_timeout = '77s'; SET search_path = nowhere")
      expect(await connection.query('SHOW search_path')).toEqual([{ search_path: '"$user", public' }])
    })
  })

  test('callers that overlap and nest share one transaction', async () => {
    await using(database.url, readOnly, async (connection) => {
      const id = async () =>
        (await connection.query('SELECT virtualtransaction AS id FROM pg_locks WHERE pid = pg_backend_pid()'))[0]
      const ids = await inReadOnly(connection, () =>
        Promise.all([id(), inReadOnly(connection, id), inReadOnly(connection, id), id()]),
      )
      expect(new Set(ids.map((each) => JSON.stringify(each))).size).toBe(1)
      const [first, second] = [await inReadOnly(connection, id), await inReadOnly(connection, id)]
      expect(first).not.toEqual(second)
    })
  })

  test('an error ends its transaction, not the connection', async () => {
    await using(database.url, readOnly, async (connection) => {
      const failing = inReadOnly(connection, () => connection.query('SELECT * FROM not_there'))
      await expect(failing).rejects.toMatchObject({ code: '42P01' })
      expect(await inReadOnly(connection, () => connection.query('SELECT 1 AS one'))).toEqual([{ one: 1 }])
    })
  })

  test('a statement that takes too long is cancelled', async () => {
    const connection = await connect(database.url, { readOnly: true, statementTimeoutMs: 100 })
    await expect(connection.query('SELECT pg_sleep(10)')).rejects.toMatchObject({ code: '57014' })
    await connection.close()
  })
})

describe('writing', () => {
  test('a read-only transaction does not begin, and so does not end, inside another one', async () => {
    await using(database.url, { readOnly: false }, async (connection) => {
      await connection.script('BEGIN; CREATE TABLE written (id int)')
      await expect(inReadOnly(connection, () => connection.query('SELECT 1'))).rejects.toThrow('A transaction is open')
      await connection.script('COMMIT')
      await expect(connection.query('TABLE written')).resolves.toEqual([])
      await connection.script('DROP TABLE written')
    })
  })

  test('parameters, several statements in one implicit transaction, tags', async () => {
    await using(database.url, { readOnly: false }, async (connection) => {
      await expect(connection.script('CREATE TABLE half (id int); SELECT 1 / 0')).rejects.toMatchObject({
        code: '22012',
      })
      expect(await connection.query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
      const sql = 'SELECT $1::text AS a, $2::int AS b, 9007199254740993 AS c, ARRAY[NULL, $1] AS d'
      expect(await connection.query(sql, ["it's", 2])).toEqual([
        { a: "it's", b: 2, c: '9007199254740993', d: [null, "it's"] },
      ])
      expect(await connection.run('BEGIN; SELECT 1; COMMIT; SELEC')).toMatchObject({
        tags: [],
        error: { code: '42601' },
      })
      expect(await connection.run('BEGIN; SELECT 1; SELECT 1 / 0')).toMatchObject({
        tags: ['BEGIN', 'SELECT 1'],
        error: { code: '22012' },
      })
      expect(await connection.run('ROLLBACK')).toEqual({ tags: ['ROLLBACK'], error: null })
      expect(await connection.run('-- nothing')).toEqual({ tags: [''], error: null })
    })
  })

  test('calls made at the same time are queued', async () => {
    await using(database.url, { readOnly: false }, async (connection) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => connection.query('SELECT $1::int AS i', [i])),
      )
      expect(answers.map(([row]) => row)).toEqual(Array.from({ length: 20 }, (_, i) => ({ i })))
    })
  })

  test('a connection that breaks is an error of the next query, not of the process', async () => {
    await using(database.url, { readOnly: false }, async (victim) => {
      const [row] = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await using(server.url, { readOnly: false }, (killer) =>
        killer.query('SELECT pg_terminate_backend($1)', [row?.pid]),
      )
      await expect(victim.query('SELECT pg_sleep(1)')).rejects.toThrow(/terminating connection|was lost/)
      await expect(victim.query('SELECT 1')).rejects.toMatchObject({
        code: 3,
        message: expect.stringContaining('was lost'),
      })
    })
  })
})

describe('what goes wrong is said in one sentence', () => {
  const secret = 'hunter2@:/'

  test.each([
    [
      'the password',
      (url: URL) => Object.assign(url, { password: encodeURIComponent(secret) }),
      /refuses the password of the user "postgres"/,
    ],
    [
      'the user',
      (url: URL) => Object.assign(url, { username: 'nobody', password: secret }),
      /refuses the password of the user "nobody"/,
    ],
    [
      'the database',
      (url: URL) => Object.assign(url, { pathname: '/nowhere' }),
      /The database "nowhere" does not exist on 127\.0\.0\.1:\d+/,
    ],
    [
      'the port',
      (url: URL) => Object.assign(url, { port: '1' }),
      /No PostgreSQL accepts connections at 127\.0\.0\.1:1\./,
    ],
    [
      'the host',
      (url: URL) => Object.assign(url, { hostname: 'no-such-host.invalid' }),
      /The host "no-such-host\.invalid" .* cannot be found/,
    ],
    [
      'the socket',
      (url: URL) => url.searchParams.set('host', '/no/such/place'),
      /at \/no\/such\/place\/\.s\.PGSQL\.\d+\./,
    ],
    ['the encryption', (url: URL) => url.searchParams.set('sslmode', 'require'), /offers no encryption/],
  ])('%s is wrong', async (_, change, message) => {
    const error = await failure(changed(change))
    expect(error).toMatchObject({ code: 3, message: expect.stringMatching(message) })
    expect(error.hint).not.toBe('')
    expect(`${error.message} ${error.hint}`).not.toMatch(/hunter2|pa55/)
  })

  test('a password is missing', async () => {
    const url = changed((url) => {
      url.password = ''
    })
    expect((await failure(url)).message).toMatch(/asks for a password, and none was given/)
  })

  test('a certificate file is missing', async () => {
    const url = changed(({ searchParams }) => {
      searchParams.set('sslmode', 'verify-full')
      searchParams.set('sslrootcert', '/no/such/file.pem')
    })
    expect(await failure(url)).toMatchObject({ code: 2, message: expect.stringContaining('/no/such/file.pem') })
  })

  test('nobody answers, or something else does', async () => {
    const mute = await listen((socket) => socket.on('data', () => undefined))
    const rude = await listen((socket) => socket.end('220 mail.example ESMTP\r\n'))
    try {
      expect((await failure(`postgres://a@127.0.0.1:${mute.port}/a?connect_timeout=1`)).message).toMatch(
        /does not answer/,
      )
      const { code, message } = await failure(`postgres://a@127.0.0.1:${rude.port}/a`)
      expect(code).toBe(3)
      expect(message).toContain(`127.0.0.1:${rude.port}`)
    } finally {
      await Promise.all([mute.close(), rude.close()])
    }
  })

  test('the user may not connect, or there is no place left for it', async () => {
    const own = await startOwnServer({ settings: ['max_connections = 4', 'superuser_reserved_connections = 1'] })
    try {
      const guest = (url: string) => url.replace(/\/\/[^@]*@/, '//guest:guest@')
      await using(own.url, { readOnly: false }, (admin) => admin.script("CREATE ROLE guest LOGIN PASSWORD 'guest'"))
      await using(own.url, { readOnly: false }, async (admin) => {
        await admin.script('CREATE DATABASE closed')
        await admin.script('REVOKE CONNECT ON DATABASE closed FROM PUBLIC')
      })
      expect((await failure(guest(own.urlOf('closed')))).message).toMatch(
        /The user "guest" may not connect to the database "closed"/,
      )
      const held = await Promise.all([1, 2, 3].map(() => connect(guest(own.url), readOnly)))
      expect((await failure(guest(own.url))).message).toMatch(/has no connection left/)
      await Promise.all(held.map((connection) => connection.close()))
    } finally {
      await own.stop()
    }
  })
})

describe('encryption', () => {
  const { certificate, key } = selfSigned('localhost')
  let secure: TestServer
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'md-tls-'))
    await writeFile(join(folder, 'root.pem'), certificate)
    secure = await startOwnServer({
      settings: ['ssl = on'],
      access: ['hostssl all all all scram-sha-256'],
      files: { 'server.crt': certificate, 'server.key': key },
    })
  })

  afterAll(async () => {
    await secure.stop()
    await rm(folder, { recursive: true })
  })

  const urlWith = (host: string, parameters: Readonly<Record<string, string>>) => {
    const url = new URL(secure.url)
    url.hostname = host
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    return url.href
  }

  const encrypted = (url: string) =>
    using(url, readOnly, async (connection) => {
      const rows = await connection.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
      return rows[0]?.ssl
    })

  test('is used when the server offers it, unless it is forbidden', async () => {
    expect(await encrypted(secure.url)).toBe(true)
    expect(await encrypted(urlWith('127.0.0.1', { sslmode: 'require' }))).toBe(true)
    const { message, hint } = await failure(urlWith('127.0.0.1', { sslmode: 'disable' }))
    expect(message).toMatch(/demands an encrypted connection/)
    expect(hint).toContain('sslmode=require')
  })

  test('verifies the certificate when asked to', async () => {
    const sslrootcert = join(folder, 'root.pem')
    expect(await encrypted(urlWith('localhost', { sslmode: 'verify-full', sslrootcert }))).toBe(true)
    expect(await encrypted(urlWith('127.0.0.1', { sslmode: 'verify-ca', sslrootcert }))).toBe(true)
    expect((await failure(urlWith('127.0.0.1', { sslmode: 'verify-full', sslrootcert }))).message).toMatch(
      /cannot be verified/,
    )
    expect((await failure(urlWith('localhost', { sslmode: 'verify-full' }))).message).toMatch(/cannot be verified/)
  })
})

test('what PostgreSQL says is kept, and the rest is told apart', async () => {
  await using(database.url, { readOnly: false }, async (connection) => {
    const { error } = await connection.run('SELECT lenght(relname) FROM pg_class')
    expect(toServerError(error)).toEqual({
      sqlstate: '42883',
      message: expect.stringContaining('lenght'),
      hint: expect.any(String),
      ...(connection.server.versionNum >= 190_000 ? { detail: expect.any(String) } : {}),
      position: 8,
    })
  })
  expect(toServerError(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })).sqlstate).toBe('08006')
  expect(toServerError(new TypeError('x is not a function'))).toEqual({
    sqlstate: 'XX000',
    message: 'x is not a function',
  })
  expect(toServerError('thrown')).toEqual({ sqlstate: 'XX000', message: 'thrown' })
})

async function listen(answer: Parameters<typeof createServer>[1]): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<{ destroy(): void }>()
  const listener: Server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    answer?.(socket)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const close = async () => {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => listener.close(resolve))
  }
  return { port: address !== null && typeof address === 'object' ? address.port : 0, close }
}
