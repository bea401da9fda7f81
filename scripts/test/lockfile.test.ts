import { readFile } from 'node:fs/promises'

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock: { packages: Readonly<Record<string, Locked>> } = JSON.parse(
  await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'),
)

/** As Node resolves: the package's own node_modules, then those of the folders above it. */
function isLocked(from: string, name: string): boolean {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (here in lock.packages) return true
  return from !== '' && isLocked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

// `npm ci` refuses a lockfile that leaves out packages of other platforms, which npm writes without a word
// when a registry does not have them: take a version of the tool whose packages are all there.
test('the lockfile names the packages of every platform', () => {
  const optional = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).map((name) => ({ path, name })),
  )
  expect(optional.length).toBeGreaterThan(50)
  expect(optional.filter(({ path, name }) => !isLocked(path, name))).toEqual([])
})
