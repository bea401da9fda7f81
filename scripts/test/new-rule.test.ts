import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Rule } from '@migration-doctor/analyzer'
import { parseCases, runCase } from '@migration-doctor/testkit'
import { build } from 'esbuild'
import { execa } from 'execa'
import ts from 'typescript'
import { casesTemplate, ruleTemplate } from '../new/rule.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'packages/analyzer/src/rules')
const name = 'freshly-made'
const written = ruleTemplate(name).replace('return false', "return _statement.kind === 'CreateStmt'")

describe.each([
  ['as it is', ruleTemplate(name)],
  ['with its condition written', written],
])('the template of a rule, %s', (_, source) => {
  test('compiles', () => {
    expect(diagnosticsOf(join(folder, `${name}.ts`), source)).toEqual([])
  })
})

test('the template is formatted and linted like everything else', async () => {
  const words = ['check', '--write', '--stdin-file-path', `packages/analyzer/src/rules/${name}.ts`]
  const { stdout } = await execa('node_modules/.bin/biome', words, {
    cwd: root,
    input: ruleTemplate(name),
    stripFinalNewline: false,
  })
  expect(stdout).toBe(ruleTemplate(name))
})

test('the Bad case fails until the rule finds it, and the Good case never does', async () => {
  const { cases } = parseCases(name, casesTemplate(name))
  expect(cases.map((each) => each.kind)).toEqual(['bad', 'good'])
  const marked = cases.map((each) => each.marks.map((mark) => mark.place?.line))
  expect(await linesFound(ruleTemplate(name))).toEqual([[], []])
  expect(await linesFound(written)).toEqual(marked)
})

/** Lines on which the rule finds something, for every case of the template. */
async function linesFound(source: string): Promise<readonly (readonly number[])[]> {
  const rule = await load(source)
  const { cases } = parseCases(name, casesTemplate(name))
  return Promise.all(
    cases.map(async (each) => {
      const { world, project } = await runCase(each)
      const places = [...rule.check(world)].map((fact) => fact.place)
      return places.map((place) => {
        const text = project.sources.get(place?.file ?? '') ?? ''
        return text.slice(0, place?.span.start).split('\n').length
      })
    }),
  )
}

async function load(source: string): Promise<Rule> {
  const stdin = { contents: source, resolveDir: folder, loader: 'ts' as const }
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'esm', platform: 'node' })
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  const { rule } = await import(`data:text/javascript;base64,${code}`)
  return rule
}

/** What TypeScript says of a file that is not on the disk. */
function diagnosticsOf(file: string, source: string): readonly string[] {
  const config = join(folder, '../../tsconfig.json')
  const read = ts.readConfigFile(config, (path) => readFileSync(path, 'utf8'))
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, join(folder, '../..'))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => path === file || fileExists(path)
  host.readFile = (path) => (path === file ? source : readFile(path))
  const { getSourceFile } = host
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2023, true) : getSourceFile(path, ...rest)
  const program = ts.createProgram(
    [file],
    { ...options, composite: false, declaration: true, noUnusedLocals: true },
    host,
  )
  const own = program.getSourceFile(file)
  return ts
    .getPreEmitDiagnostics(program, own)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
}
