import { createRequire } from 'node:module'
import { transformSync } from '@swc/core'
import { transformSync as esbuildTransform } from 'esbuild'
import ts from 'typescript'
import { programs } from './programs.ts'
import { readUp } from './reading.ts'

const require = createRequire(import.meta.url)

type Compiler = (source: string) => string

function tsc(target: ts.ScriptTarget, importHelpers = false): Compiler {
  const compilerOptions = { target, module: ts.ModuleKind.CommonJS, importHelpers, esModuleInterop: true }
  return (source) => ts.transpileModule(source, { compilerOptions }).outputText
}

function swc(target: 'es5' | 'es2022'): Compiler {
  return (source) =>
    transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target }, module: { type: 'commonjs' } }).code
}

const compilers: Readonly<Record<string, Compiler>> = {
  'tsc to ES2022': tsc(ts.ScriptTarget.ES2022),
  'tsc to ES2015': tsc(ts.ScriptTarget.ES2015),
  'tsc to ES5': tsc(ts.ScriptTarget.ES5),
  'tsc to ES5 with tslib': tsc(ts.ScriptTarget.ES5, true),
  'swc to ES2022': swc('es2022'),
  'swc to ES5': swc('es5'),
  'esbuild to ES2016': (source) => esbuildTransform(source, { loader: 'ts', format: 'cjs', target: 'es2016' }).code,
  'esbuild to ESM': (source) => esbuildTransform(source, { loader: 'ts', format: 'esm' }).code,
}

function migration(body: string): string {
  return `export class Example1700000000000 {
    name = 'Example1700000000000'
    async up(queryRunner: any): Promise<void> {${body}\n}
    async down(queryRunner: any): Promise<void> {}
  }`
}

/** What the program sends when it runs. */
async function run(source: string): Promise<readonly string[]> {
  const sent: string[] = []
  const query = async (sql: string): Promise<readonly unknown[]> => {
    sent.push(sql)
    return []
  }
  const code = esbuildTransform(source, { loader: 'ts', format: 'cjs', target: 'es2022' }).code
  const module = { exports: {} as Record<string, new () => { up(runner: object): Promise<void> }> }
  new Function('module', 'exports', 'require', code)(module, module.exports, require)
  const Migration = module.exports['Example1700000000000']
  if (!Migration) throw new Error('no migration in the compiled text')
  await new Migration().up({ query, manager: { query }, connection: { query } })
  return sent
}

describe.each(Object.entries(programs))('a program with %s', (_title, body) => {
  test('sends, when read, what it sends when it runs', async () => {
    const sent = await run(migration(body))
    expect(sent.length).toBeGreaterThan(0)
    expect(await readUp(migration(body))).toEqual(sent)
  })

  test.each(Object.entries(compilers))('and so does what %s makes of it', async (_name, compile) => {
    const compiled = compile(migration(body))
    expect(await readUp(compiled, {}, 'M.js')).toEqual(await run(compiled))
  })
})
