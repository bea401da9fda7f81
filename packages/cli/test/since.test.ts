import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '@migration-doctor/core'
import { execa } from 'execa'
import { changedSince, keepChanged } from '../src/since.ts'
import { findingOf } from './findings.ts'
import { folderOf, testHost } from './test-host.ts'

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']

async function repository() {
  const root = await folderOf({ 'db/001.sql': 'a', 'db/002.sql': 'b', 'other.txt': 'c' })
  const git = (...words: string[]) => execa('git', [...identity, ...words], { cwd: root })
  const commit = async () => {
    await git('add', '-A')
    await git('commit', '-qm', 'work')
  }
  await git('init', '-q', '-b', 'main')
  await commit()
  await git('switch', '-qc', 'branch')
  await writeFile(join(root, 'db/003 ü.sql'), 'new')
  await commit()
  await git('switch', '-q', 'main')
  await writeFile(join(root, 'db/100.sql'), 'merged meanwhile')
  await commit()
  await git('switch', '-q', 'branch')
  await writeFile(join(root, 'db/002.sql'), 'changed, not committed')
  await writeFile(join(root, 'db/004.sql'), 'not even added')
  return root
}

test('what has changed since a branch: committed, changed and new files, not what was merged there', async () => {
  const root = await repository()
  const host = testHost({ cwd: root })
  expect([...(await changedSince('main', root, host))].toSorted()).toEqual(['db/002.sql', 'db/003 ü.sql', 'db/004.sql'])
  expect([...(await changedSince('main', join(root, 'db'), host))]).toContain('003 ü.sql')
})

test.each(['nowhere', '--output=x'])('a ref that git does not know: %s', async (ref) => {
  const root = await repository()
  const refusal = changedSince(ref, root, testHost({ cwd: root }))
  await expect(refusal).rejects.toMatchObject({ code: 2, message: expect.stringContaining(`since ${ref}`) })
})

test('outside a repository', async () => {
  const root = await folderOf({})
  await expect(changedSince('main', root, testHost({ cwd: root }))).rejects.toMatchObject({ code: 2 })
})

const at = (file: string): Finding['location'] => ({ file, startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 })

test('findings are kept when they, their consequences or their related places are in changed files', () => {
  const migrations = [{ name: 'three', file: '3.sql', state: 'pending', statements: 1 }] as const
  const findings = [
    findingOf({ id: 'own', location: at('2.sql') }),
    findingOf({ id: 'other', location: at('1.sql') }),
    findingOf({ id: 'other-too', location: at('1.sql'), causedBy: 'other' }),
    findingOf({ id: 'root', location: at('1.sql') }),
    findingOf({ id: 'consequence', location: at('2.sql'), causedBy: 'root' }),
    findingOf({
      id: 'related',
      location: at('1.sql'),
      related: [{ message: '', migration: null, location: at('2.sql') }],
    }),
    findingOf({ id: 'whole', migration: 'three' }),
  ]
  const kept = keepChanged(findings, migrations, new Set(['2.sql', '3.sql']))
  expect(kept.map(({ id }) => id)).toEqual(['own', 'root', 'consequence', 'related', 'whole'])
})
