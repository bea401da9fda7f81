import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import libpgQuery from 'libpg-query'

// The floor of `lint`: a process that reads the same files and does nothing but parse them.
await libpgQuery.loadModule()
const folder = process.argv[2] ?? ''
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (name.endsWith('.sql')) libpgQuery.parseSync(readFileSync(join(folder, name), 'utf8'))
}
