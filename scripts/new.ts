import { access, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { casesTemplate, ruleTemplate } from './new/rule.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const [kind, name = ''] = process.argv.slice(2)

if (kind !== 'rule' || !/^[a-z]+(-[a-z]+)*$/.test(name)) {
  stop('Usage: npm run new rule <name>, where the name says the bad thing in lower case: duplicate-create')
}

const files = [
  { path: `packages/analyzer/src/rules/${name}.ts`, text: ruleTemplate(name) },
  { path: `fixtures/rules/${name}.md`, text: casesTemplate(name) },
]

for (const { path } of files) if (await exists(path)) stop(`${path} is there already.`)
for (const { path, text } of files) {
  await writeFile(`${root}${path}`, text)
  console.log(path)
}
console.log('Next: npm run gen, then npm test -- cases until it is green.')

async function exists(path: string): Promise<boolean> {
  return access(`${root}${path}`).then(
    () => true,
    () => false,
  )
}

function stop(message: string): never {
  console.error(message)
  process.exit(2)
}
