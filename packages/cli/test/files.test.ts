import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PlannedFile, writeFiles } from '../src/cure/files.ts'
import { folderOf, testHost } from './test-host.ts'

const file = (path: string, exists = false): PlannedFile => ({ path, text: `new ${path}`, exists })

async function written(files: readonly PlannedFile[]) {
  const folder = await folderOf({ 'old.sql': 'old' })
  const host = testHost({ cwd: folder })
  const outcome = writeFiles(files, folder, host)
  return { folder, outcome, read: (path: string) => readFile(join(folder, path), 'utf8').catch(() => null), host }
}

test('new files with their folders, and old ones over', async () => {
  const { outcome, read, folder } = await written([file('a/b/new.sql'), file('old.sql', true)])
  expect((await outcome).paths).toEqual([join(folder, 'a/b/new.sql'), join(folder, 'old.sql')])
  expect([await read('a/b/new.sql'), await read('old.sql')]).toEqual(['new a/b/new.sql', 'new old.sql'])
})

test('restore puts all back, and takes the new folder away', async () => {
  const { outcome, read, host, folder } = await written([file('b/new.sql'), file('old.sql', true)])
  await (await outcome).restore()
  expect([await read('b/new.sql'), await read('old.sql')]).toEqual([null, 'old'])
  expect(await host.files.kind(join(folder, 'b'))).toBeNull()
})

test('a new file never replaces one that is there; what was written before it is taken back', async () => {
  const { outcome, read } = await written([file('first.sql'), file('old.sql')])
  await expect(outcome).rejects.toMatchObject({ code: 4, message: expect.stringContaining('old.sql is there already') })
  expect([await read('first.sql'), await read('old.sql')]).toEqual([null, 'old'])
})

test.each(['../outside.sql', 'a/../../outside.sql', '/etc/outside.sql', '.'])('%s is never written', async (path) => {
  const { outcome, folder, host } = await written([file(path)])
  if (path.startsWith('/')) {
    await outcome
    expect(await host.files.kind(path)).toBeNull()
    expect(await host.files.kind(join(folder, path))).toBe('file')
  } else {
    await expect(outcome).rejects.toMatchObject({ code: 4, message: expect.stringContaining('outside') })
  }
})
