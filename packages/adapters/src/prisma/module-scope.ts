import type * as Babel from '@babel/types'
import { type ConfigValue, type Surrounding, unknownValue } from './config-value.ts'
import { type Binding, type Bindings, dotted, evaluate } from './evaluate.ts'

/** The value of a module's default export, without running the module. */
export function exportedValue(file: Babel.File, around: Surrounding): ConfigValue {
  const { body } = file.program
  const changed = changedNames(file.program)
  const bindings = new Map<string, Binding>()
  const modules = new Map<string, string>()
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') collectImports(statement, modules)
    else collect(statement, { bindings, modules })
  }
  for (const name of changed) if (bindings.has(name)) bindings.set(name, { value: unknownValue })
  const exported = exportOf(body)
  return exported ? evaluate(exported, { bindings, modules, changed, around }) : undefined
}

/** `import path from 'node:path'` makes `path` of `path`, `import { join as j }` makes `path.join` of `j`. */
function collectImports({ specifiers, source }: Babel.ImportDeclaration, modules: Map<string, string>): void {
  const module = source.value.replace(/^node:/, '')
  for (const { local, ...specifier } of specifiers) {
    if (specifier.type !== 'ImportSpecifier' || !('imported' in specifier)) modules.set(local.name, module)
    else {
      const { imported } = specifier
      modules.set(local.name, `${module}.${imported.type === 'Identifier' ? imported.name : imported.value}`)
    }
  }
}

interface Names {
  readonly bindings: Map<string, Binding>
  readonly modules: Map<string, string>
}

function collect(statement: Babel.Statement, names: Names): void {
  const exported = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
  const declaration = exported ? statement.declaration : statement
  if (declaration?.type === 'FunctionDeclaration' && declaration.id)
    names.bindings.set(declaration.id.name, { node: declaration })
  if (declaration?.type !== 'VariableDeclaration') return
  for (const { id, init } of declaration.declarations) {
    const module = requiredModule(init)
    if (module !== null) collectRequired(id, module, names.modules)
    else if (id.type === 'Identifier') names.bindings.set(id.name, init ? { node: init } : { value: undefined })
    else if (id.type === 'ObjectPattern' && init) collectPattern(id, init, names.bindings)
  }
}

/** `require('node:path')` → `path`. */
function requiredModule(node: Babel.Node | null | undefined): string | null {
  if (node?.type !== 'CallExpression' || dotted(node.callee) !== 'require') return null
  const [name] = node.arguments
  return name?.type === 'StringLiteral' ? name.value.replace(/^node:/, '') : null
}

function collectRequired(id: Babel.Node, module: string, modules: Map<string, string>): void {
  if (id.type === 'Identifier') modules.set(id.name, module)
  if (id.type !== 'ObjectPattern') return
  for (const { key, local } of patternKeys(id)) modules.set(local, `${module}.${key}`)
}

function collectPattern(id: Babel.ObjectPattern, node: Babel.Node, bindings: Bindings): void {
  for (const { key, local, fallback } of patternKeys(id)) bindings.set(local, { node, key, fallback })
}

/** `{ a, b: c, d = 1 }`; deeper patterns are not followed. */
function patternKeys(pattern: Babel.ObjectPattern): readonly PatternKey[] {
  return pattern.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') return []
    const { value } = property
    const target = value.type === 'AssignmentPattern' ? value.left : value
    const fallback = value.type === 'AssignmentPattern' ? value.right : null
    return target.type === 'Identifier' ? [{ key: property.key.name, local: target.name, fallback }] : []
  })
}

interface PatternKey {
  readonly key: string
  readonly local: string
  readonly fallback: Babel.Node | null
}

function exportOf(statements: readonly Babel.Statement[]): Babel.Node | null {
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
    if (statement.type === 'TSExportAssignment') return statement.expression
    if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
      const named = statement.specifiers.find(isDefault)
      if (named?.type === 'ExportSpecifier') return named.local
    }
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    if (exportTargets.has(dotted(left) ?? '')) return right
  }
  return null
}

const exportTargets = new Set(['module.exports', 'exports.default', 'module.exports.default'])

function isDefault({ exported }: Babel.ExportNamedDeclaration['specifiers'][number]): boolean {
  return (exported.type === 'Identifier' ? exported.name : exported.value) === 'default'
}

/** What is assigned to anywhere: the names, and `process.env.NAME`. What runs, and when, is not known. */
function changedNames(program: Babel.Program): ReadonlySet<string> {
  const changed = new Set<string>()
  visit(program, (node) => {
    const target =
      node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : null
    if (!target) return
    const name = dotted(target)
    if (name !== null) changed.add(name)
    changed.add(rootOf(target))
  })
  return changed
}

function rootOf(node: Babel.Node): string {
  if (node.type === 'Identifier') return node.name
  return node.type === 'MemberExpression' ? rootOf(node.object) : ''
}

function visit(node: unknown, see: (node: Babel.Node) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, see)
  if (!isNode(node)) return
  see(node)
  for (const [key, value] of Object.entries(node)) if (key !== 'loc' && typeof value === 'object') visit(value, see)
}

function isNode(value: unknown): value is Babel.Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
