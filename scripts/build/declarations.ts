import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const core = '@migration-doctor/core'

/** The types of the plugins and of the report, by file name within `dist`; they name no workspace. */
export async function declarations(root: string): Promise<ReadonlyMap<string, string>> {
  const cli = await declared(join(root, 'packages/cli/src'), (name) => name.startsWith('plugin-'))
  const plugin = await declared(join(root, 'packages/cli/src/plugin'), (name) => isPublic.has(name))
  const shared = await declared(join(root, 'packages/core/src'), () => true)
  const files = [
    ...cli,
    ...plugin.map(([name, text]) => [`plugin/${name}`, text] as const),
    ...shared.map(([name, text]) => [`core/${name}`, text] as const),
  ]
  return new Map(files.map(([name, text]) => [name, withPublishedPaths(name, text)]))
}

/** What the plugins' own types name. */
const isPublic: ReadonlySet<string> = new Set(['error.ts', 'options.ts'])

async function declared(
  folder: string,
  wanted: (name: string) => boolean,
): Promise<readonly (readonly [name: string, text: string])[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && wanted(name))
  return Promise.all(
    names.map(async (name) => {
      const source = await readFile(join(folder, name), 'utf8')
      const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
        fileName: name,
        reportDiagnostics: true,
      })
      const [fault] = diagnostics
      if (fault) throw new Error(`${join(folder, name)}: ${ts.flattenDiagnosticMessageText(fault.messageText, ' ')}`)
      return [name.replace(/\.ts$/, '.d.ts'), outputText] as const
    }),
  )
}

/** `./finding.ts` → `./finding.js`, and the workspace by its place in `dist`. */
function withPublishedPaths(name: string, text: string): string {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest)
  const specifiers = file.statements.flatMap((statement) => {
    const found =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : null
    return found && ts.isStringLiteral(found) ? [found] : []
  })
  return specifiers.reduceRight((result, specifier) => {
    const path = publishedPath(specifier.text, name)
    return `${result.slice(0, specifier.getStart(file) + 1)}${path}${result.slice(specifier.end - 1)}`
  }, text)
}

function publishedPath(specifier: string, from: string): string {
  if (specifier !== core) return specifier.replace(/\.ts$/, '.js')
  const path = relative(dirname(from), 'core/index.js').replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}
