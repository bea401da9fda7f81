import { fileURLToPath } from 'node:url'
import { stale, write } from './gen/output.ts'
import { adapters, fixes, renderRegistry, reporters, rules } from './gen/registry.ts'
import { renderConfigurationSchema, renderSchemas } from './gen/schema.ts'
import { renderUsage } from './gen/usage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')

/** Later steps load what earlier ones write, so each is written before the next begins. */
const steps = [
  async () => (await Promise.all([rules, fixes, adapters, reporters].map((list) => renderRegistry(root, list)))).flat(),
  async () => [...renderSchemas(root), renderConfigurationSchema()],
  async () => renderUsage(root),
  async () => (await import('./gen/statements.ts')).renderStatements(),
  // Imported only now: it loads the rules through the list that the first step may just have written.
  async () => (await import('./gen/rule-pages.ts')).renderRulePages(root),
]

let count = 0
for (const step of steps) {
  const changed = await stale(root, await step())
  count += changed.length
  for (const { path, text } of changed) console.log(`${text === null ? 'superfluous' : 'stale'}: ${path}`)
  if (!check) await write(root, changed)
}

if (check && count > 0) {
  console.error(`${count} generated ${count === 1 ? 'file is' : 'files are'} stale. Run: npm run gen`)
  process.exitCode = 1
} else {
  console.log(check ? 'Everything generated is current.' : `${count} ${count === 1 ? 'file' : 'files'} written.`)
}
