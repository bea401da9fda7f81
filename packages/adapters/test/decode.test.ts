import { startServer } from '@migration-doctor/testkit/server'
import { decodeText } from '../src/decode.ts'
import { connect } from './scratch.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

test('UTF-8 has no fault, whatever it says', () => {
  for (const text of ['', 'SELECT 1', '\ufeffSELECT 1', 'é €  😀 \u{10ffff}', '\ufffd'])
    expect(decodeText(Buffer.from(text))).toEqual({ text, fault: null })
})

test('the place of a fault counts in UTF-16, behind what is well', () => {
  const bytes = Buffer.concat([Buffer.from("-- 😀\nSELECT '"), latin1("é'")])
  expect(decodeText(bytes)).toEqual({
    text: "-- 😀\nSELECT '\ufffd'",
    fault: { kind: 'utf-8', offset: "-- 😀\nSELECT '".length, bytes: '0xe9 0x27' },
  })
})

test('UTF-16 is read as such, with and without its mark', () => {
  const text = 'CREATE TABLE é (id int);'
  for (const bytes of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(`\ufeff${text}`, 'utf16le').swap16()])
    expect(decodeText(bytes)).toMatchObject({ text: `\ufeff${text}`, fault: { kind: 'utf-16', offset: 0 } })
  expect(decodeText(Buffer.from(text, 'utf16le'))).toMatchObject({ text, fault: { kind: 'utf-16' } })
})

test('a NUL is told at its place', () => {
  expect(decodeText(Buffer.from('SELECT 1;\0'))).toMatchObject({ fault: { kind: 'nul', offset: 9, bytes: '0x00' } })
})

describe('the bytes are those that PostgreSQL names', () => {
  const faults: readonly [string, Buffer][] = [
    ['Latin-1', latin1('é and more')],
    ['a lone continuation', Buffer.from([0x80, 0x41])],
    ['an impossible byte', Buffer.from([0x41, 0xff, 0x41])],
    ['an overlong form', Buffer.from([0xc0, 0x80, 0x41])],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80, 0x41])],
    ['beyond Unicode', Buffer.from([0xf4, 0x90, 0x80, 0x80])],
    ['five bytes', Buffer.from([0xf8, 0x88, 0x80, 0x80, 0x80])],
    ['cut off', Buffer.from([0xe2, 0x82])],
    ['behind good ones', Buffer.concat([Buffer.from('é€😀'), latin1('ü!')])],
  ]

  test.each(faults)('%s', async (_, bytes) => {
    const { url, drop } = await (await startServer()).createDatabase()
    const database = await connect(url)
    const said = await database.query(`SELECT convert_from('\\x${bytes.toString('hex')}'::bytea, 'UTF8')`).then(
      () => null,
      (error: Error) => error.message,
    )
    await database.close()
    await drop()
    expect(said).toBe(`invalid byte sequence for encoding "UTF8": ${decodeText(bytes).fault?.bytes}`)
  })
})
