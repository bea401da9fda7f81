import { redact, unusable } from '@migration-doctor/core'
import fc from 'fast-check'

const secret = 'hunter2'

test.each([
  ['a URL', `postgresql://bob:${secret}@db:5432/app`, 'postgresql://bob:***@db:5432/app'],
  ['with parameters', `postgres://bob:${secret}@db/app?schema=x`, 'postgres://bob:***@db/app?schema=x'],
  ['in quotes', `at "postgres://bob:${secret}@db/app", again`, 'at "postgres://bob:***@db/app", again'],
  ['without a user', `postgres://:${secret}@db/app`, 'postgres://:***@db/app'],
  ['any scheme', `https://bob:${secret}@example.org/x`, 'https://bob:***@example.org/x'],
  ['a user with @', `postgres://bob@corp:${secret}@db/app`, 'postgres://bob@corp:***@db/app'],
  ['an IPv6 host', `postgres://bob:${secret}@[::1]:5432/app`, 'postgres://bob:***@[::1]:5432/app'],
  ['a password with @', `postgres://bob:@${secret}@x@db/app`, 'postgres://bob:***@db/app'],
  ['a password with :', `postgres://bob:${secret}:x@db/app`, 'postgres://bob:***@db/app'],
  ['a password with /', `postgres://bob:/a/${secret}/?#@db/app`, 'postgres://bob:***@db/app'],
  ['a password with %', `postgres://bob:%40${secret}%zz@db/app`, 'postgres://bob:***@db/app'],
  ['a password with letters of all kinds', `postgres://bob:пароль${secret}🔑@db/app`, 'postgres://bob:***@db/app'],
  ['a password with a space', `postgres://bob:my ${secret} is@db/app`, 'postgres://bob:***@db/app'],
  ['a password with quotes', `postgres://bob:"${secret}'@db/app`, 'postgres://bob:***@db/app'],
  ['a password that looks like a URL', `postgres://bob:x://${secret}@db/app`, 'postgres://bob:***@db/app'],
  ['without a host', `postgres://bob:${secret}`, 'postgres://bob:***'],
  [
    'several in one text',
    `from postgres://a:${secret}@one/x to postgres://b:${secret}@two/y`,
    'from postgres://a:***@one/x to postgres://b:***@two/y',
  ],
  [
    'several without a space between',
    `["postgres://a:${secret}@one/x","postgres://b:${secret}@two/y"]`,
    '["postgres://a:***@one/x","postgres://b:***@two/y"]',
  ],
  ['key=value', `host=db user=bob password=${secret} dbname=app`, 'host=db user=bob password=*** dbname=app'],
  ['key = value', `host = db password = ${secret}`, 'host = db password = ***'],
  ['a quoted value', `password='a ${secret} b' host=db`, "password='***' host=db"],
  ['a quoted value with escapes', `password='it\\'s ${secret}\\\\' host=db`, "password='***' host=db"],
  ['an unclosed quote', `password='a ${secret} b`, "password='***'"],
  ['an escaped space', `password=a\\ ${secret} host=db`, 'password=*** host=db'],
  ['a value with & and ;', `password=a&${secret};b host=db`, 'password=*** host=db'],
  [
    'a parameter of a URL',
    `postgres://db/app?password=${secret}&sslmode=require`,
    'postgres://db/app?password=***&sslmode=require',
  ],
  ['an environment variable', `PGPASSWORD=${secret} psql`, 'PGPASSWORD=*** psql'],
  ['another', `POSTGRES_PASSWORD="${secret} x" docker`, 'POSTGRES_PASSWORD="***" docker'],
  ['a key for an interface', `prisma://accelerate/?api_key=${secret}`, 'prisma://accelerate/?api_key=***'],
  ['a configuration', `{ user: 'bob', password: '${secret}', port: 1 }`, "{ user: 'bob', password: '***', port: 1 }"],
  ['JSON', `{"password":"a\\"${secret}","port":1}`, '{"password":"***","port":1}'],
  ['SQL', `CREATE ROLE bob LOGIN PASSWORD 'it''s ${secret}' CREATEDB`, "CREATE ROLE bob LOGIN PASSWORD '***' CREATEDB"],
])('hides the password of %s', (_, text, expected) => {
  expect(redact(text)).toBe(expected)
  expect(redact(redact(text))).toBe(expected)
})

test.each([
  'postgres://db:5432/app?schema=public',
  'postgres://bob@db/app',
  'No PostgreSQL accepts connections at postgres://localhost:5432, ask admin@example.org',
  'postgres://[::1]:5432/app',
  'See https://example.org:8080/@scope/name@1.2 and mail a@b.example',
  'password authentication failed for user "bob"',
  'Correct the password in the database URL; # / ? @ : and % in it must be percent-encoded.',
  'ALTER TABLE users ADD COLUMN password text',
  'column "password" of relation "users" does not exist',
])('leaves alone: %s', (text) => {
  expect(redact(text)).toBe(text)
})

const letter = fc.constantFrom(...'abcXYZ019@:/?#%&=\'"`\\.,;()[]{}<>|~!$^*_-+äß漢🔑')
const password = fc.array(letter, { minLength: 1, maxLength: 20 }).map((letters) => `S3${letters.join('')}3S`)

test('no password of a URL survives, escaped or not', () => {
  fc.assert(
    fc.property(password, fc.boolean(), fc.constantFrom('', ' ', '"', '\n'), (raw, escaped, around) => {
      const written = escaped ? encodeURIComponent(raw) : raw
      const text = `${around}postgresql://bob:${written}@db.example:5432/app?x=1${around}`
      expect(redact(text)).toBe(`${around}postgresql://bob:***@db.example:5432/app?x=1${around}`)
    }),
  )
})

test('no password of a quoted setting survives, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (raw) => {
      const escaped = raw.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
      expect(redact(`host=db password='${escaped}' user=bob`)).toBe("host=db password='***' user=bob")
    }),
  )
})

test('errors hide passwords in what they say and in what they advise', () => {
  const error = unusable(`no postgres://bob:${secret}@db/app`, `try PGPASSWORD=${secret}`)
  expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain(secret)
})

test('a long text of unfinished URLs and quotes is read in one go', () => {
  const text = `${'postgres://a:S3 '.repeat(200_000)}${'password=\\'.repeat(200_000)}${"'".repeat(1_000_000)}`
  expect(redact(text.replaceAll(' ', '_'))).not.toContain('S3_')
  expect(redact(text)).not.toContain('S3')
})
