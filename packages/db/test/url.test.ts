import { readUrl } from '@migration-doctor/db'
import fc from 'fast-check'

test('reads what libpq reads', () => {
  expect(
    readUrl('postgresql://bob:s%40%3A%2F@db.example:6000/sh%20op?connect_timeout=7&options=-csearch_path%3Dapp'),
  ).toEqual({
    host: 'db.example',
    port: 6000,
    database: 'sh op',
    user: 'bob',
    password: 's@:/',
    schema: null,
    pooler: false,
    sslMode: 'prefer',
    certificates: { root: null, own: null, key: null },
    options: '-csearch_path=app',
    connectTimeoutMs: 7_000,
  })
})

test.each([
  ['postgres://db', { host: 'db', port: 5432, database: null, user: null, password: null }],
  ['postgres://', { host: 'localhost', database: null }],
  ['postgres:///shop', { host: 'localhost', database: 'shop' }],
  ['postgres://bob@/shop?host=/run/pg', { host: '/run/pg', user: 'bob', database: 'shop' }],
  ['postgres://%2Frun%2Fpg:5433/shop', { host: '/run/pg', port: 5433, database: 'shop' }],
  ['postgres://[::1]:5433/shop', { host: '::1', port: 5433 }],
  ['postgres://u:50%zz@db/shop', { password: '50%zz' }],
  ['POSTGRES://db/shop', { host: 'db', database: 'shop' }],
  ['  postgres://db/shop\n', { host: 'db', database: 'shop' }],
  ['postgres://db?user=bob&password=p&dbname=shop&port=1', { user: 'bob', password: 'p', database: 'shop', port: 1 }],
  ['postgres://db/shop?schema=app&connection_limit=1&pool_timeout=2', { schema: 'app', pooler: false }],
  ['postgres://db/shop?pgbouncer=true', { pooler: true }],
  ['postgres://x.pooler.supabase.com:6543/shop', { pooler: true }],
  ['postgres://x.pooler.supabase.com:5432/shop', { pooler: false }],
  ['postgres://ep-cool-1-pooler.eu.aws.neon.tech/shop', { pooler: true }],
  ['postgres://db/shop?sslmode=require', { sslMode: 'require' }],
  ['postgres://db/shop?sslmode=require&sslaccept=strict', { sslMode: 'verify-full' }],
  ['postgres://db/shop?sslmode=no-verify', { sslMode: 'require' }],
  ['postgres://db/shop?sslcert=a.pem', { certificates: { root: 'a.pem', own: null, key: null } }],
  ['postgres://db/shop?sslcert=a&sslkey=b&sslrootcert=c', { certificates: { root: 'c', own: 'a', key: 'b' } }],
])('%s', (text, expected) => {
  expect(readUrl(text)).toMatchObject(expected)
})

test.each([
  ['', 'is empty'],
  ['localhost:5432/shop', 'does not begin with "postgresql://"'],
  ['mysql://bob:hunter2@db/shop', '"mysql://", which is not PostgreSQL'],
  ['prisma+postgres://accelerate/?api_key=hunter2', "Prisma's proxy"],
  ['postgres://bob:hunter2#x@db:y/shop', 'cannot be read'],
  ['postgres://db:99999/shop', 'cannot be read'],
  ['postgres://db/shop?port=abc', 'port "abc"'],
  ['postgres://db/shop?sslmode=perhaps', 'sslmode=perhaps'],
])('refuses %s', (text, message) => {
  expect(() => readUrl(text)).toThrow(expect.objectContaining({ code: 2, message: expect.stringContaining(message) }))
  expect(() => readUrl(text)).not.toThrow(/hunter2/)
})

/** URLs cannot hold `.` and `..` as names, escaped or not: they are steps of a path. */
const isNoStep = (name: string) => name !== '.' && name !== '..'

test('any user, password and name come through when they are escaped', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(text, text, text.filter(isNoStep), (user, password, database) => {
      const [u, p, d] = [user, password, database].map(encodeURIComponent)
      expect(readUrl(`postgres://${u}:${p}@db/${d}`)).toMatchObject({ user, password, database, host: 'db' })
    }),
  )
})
