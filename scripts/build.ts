import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './build/bundle.ts'
import { declarations } from './build/declarations.ts'
import { replaceFolder } from './build/folder.ts'
import { noticesOf } from './build/notices.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const published = join(root, 'packages/cli')

const { files, packages } = await bundle(root)
files.set('THIRD-PARTY-NOTICES.txt', await noticesOf(packages))
for (const [name, text] of await declarations(root)) files.set(name, text)
for (const schema of ['report.schema.json', 'fix.schema.json', 'config.schema.json']) {
  files.set(schema, await readFile(join(root, 'docs', schema)))
}
await replaceFolder(join(published, 'dist'), files)

// npm publishes what stands in the package's own folder.
for (const text of ['README.md', 'LICENSE', 'CHANGELOG.md']) await cp(join(root, text), join(published, text))

const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0)
console.log(`packages/cli/dist: ${files.size} files, ${Math.round(bytes / 1024)} KB`)
