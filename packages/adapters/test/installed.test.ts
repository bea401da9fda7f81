import { memoryFiles } from '@migration-doctor/testkit'
import { installedVersion } from '../src/installed.ts'

const find = (files: Record<string, string>, cwd = '/repo', name = 'prisma') =>
  installedVersion(name, cwd, memoryFiles(files))

const manifest = '{ "devDependencies": { "prisma": "^5.4.0" } }'

test('what is installed counts before what is locked', async () => {
  const files = {
    '/repo/node_modules/prisma/package.json': '{ "version": "6.1.0" }',
    '/repo/package-lock.json': '{ "packages": { "node_modules/prisma": { "version": "5.0.0" } } }',
  }
  expect(await find(files, '/repo/apps/api')).toEqual({ version: '6.1.0', saidBy: 'node_modules' })
})

test.each([
  ['package-lock.json', '{ "lockfileVersion": 3, "packages": { "node_modules/prisma": { "version": "5.4.2" } } }'],
  ['package-lock.json', '{ "lockfileVersion": 1, "dependencies": { "prisma": { "version": "5.4.2" } } }'],
  ['npm-shrinkwrap.json', '{ "packages": { "node_modules/prisma": { "version": "5.4.2" } } }'],
  [
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    devDependencies:\n      prisma:\n        specifier: ^5.4.0\n        version: 5.4.2(typescript@5.0.0)\npackages:\n  prisma@1.0.0: {}\n",
  ],
  ['pnpm-lock.yaml', 'lockfileVersion: 5.4\ndevDependencies:\n  prisma: 5.4.2_abc\n'],
  [
    'pnpm-lock.yaml',
    'lockfileVersion: 5.4\npackages:\n  /@prisma/client/9.9.9:\n    a: b\n  /prisma/5.4.2:\n    dev: true\n',
  ],
  ['pnpm-lock.yaml', "lockfileVersion: '6.0'\npackages:\n  /prisma@5.4.2:\n    dev: true\n"],
  [
    'yarn.lock',
    '# yarn lockfile v1\n\n"@prisma/client@^9":\n  version "9.9.9"\n\nprisma@^4.0.0:\n  version "4.0.0"\n\n"prisma@^5.4.0", prisma@~5.4.1:\n  version "5.4.2"\n  resolved "x"\n',
  ],
  [
    'yarn.lock',
    '__metadata:\n  version: 8\n\n"prisma@npm:^4.0.0":\n  version: 4.0.0\n\n"prisma@npm:^5.4.0, prisma@npm:~5.4.1":\n  version: 5.4.2\n  resolution: "prisma@npm:5.4.2"\n',
  ],
  [
    'bun.lock',
    '{\n  "lockfileVersion": 1,\n  "packages": {\n    "prisma": ["prisma@5.4.2", "", { "dependencies": {}, }, "sha512-x"],\n  },\n}\n',
  ],
])('%s says the version', async (file, text) => {
  const files = { '/repo/package.json': manifest, [`/repo/${file}`]: text }
  expect(await find(files)).toEqual({ version: '5.4.2', saidBy: file })
})

test("a workspace's own version counts", async () => {
  const npm = {
    '/repo/packages/db/package.json': manifest,
    '/repo/package-lock.json':
      '{ "packages": { "node_modules/prisma": { "version": "4.0.0" }, "packages/db/node_modules/prisma": { "version": "5.4.2" } } }',
  }
  const pnpm = {
    '/repo/packages/db/package.json': manifest,
    '/repo/pnpm-lock.yaml':
      'importers:\n  .:\n    dependencies:\n      prisma:\n        version: 4.0.0\n  packages/db:\n    dependencies:\n      prisma:\n        version: 5.4.2\n',
  }
  for (const files of [npm, pnpm]) {
    expect(await find(files, '/repo/packages/db')).toMatchObject({ version: '5.4.2' })
  }
})

test('without a lockfile only an exact version says something', async () => {
  expect(await find({ '/repo/package.json': '{ "dependencies": { "prisma": "5.4.2" } }' })).toEqual({
    version: '5.4.2',
    saidBy: 'package.json',
  })
  expect(await find({ '/repo/package.json': manifest })).toBeNull()
})

test.each(['{', 'a: [', '<<<<<<< HEAD', '', '[]'])('a broken lockfile says nothing: %j', async (text) => {
  for (const file of ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock']) {
    expect(await find({ [`/repo/${file}`]: text })).toBeNull()
  }
})
