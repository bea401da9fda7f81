import path from 'node:path'
import type * as Babel from '@babel/types'
import type { Environment } from '@migration-doctor/core'

/** An object literal: what is known of it. `open`: it may have further entries (a spread, a computed key). */
export interface ConfigObject {
  readonly kind: 'object'
  readonly entries: ReadonlyMap<string, ConfigValue>
  readonly open: boolean
}

/** Stands for what only running the file would tell. */
export const unknownValue = Symbol('only running the file would tell')

/** What a configuration file says, as far as reading tells. */
export type ConfigValue = string | number | boolean | null | undefined | typeof unknownValue | ConfigObject

export interface Surrounding {
  /** Absolute path of the file. */
  readonly file: string
  readonly environment: Environment
  readonly workingDirectory: string
}

export interface Scope {
  readonly constants: ReadonlyMap<string, Babel.Node>
  readonly exported: ConfigValue
}

export function isObject(value: ConfigValue): value is ConfigObject {
  return typeof value === 'object' && value !== null
}

/** The constants of a module, and the value of its default export. */
export function moduleScope(file: Babel.File, around: Surrounding): Scope {
  const constants = new Map<string, Babel.Node>()
  for (const statement of file.program.body) collect(statement, constants)
  const exported = exportOf(file.program.body)
  return { constants, exported: exported ? evaluate(exported, { constants, around }) : undefined }
}

function collect(statement: Babel.Statement, constants: Map<string, Babel.Node>): void {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return
  for (const { id, init } of declaration.declarations) {
    if (id.type === 'Identifier' && init) constants.set(id.name, init)
  }
}

function exportOf(statements: readonly Babel.Statement[]): Babel.Node | null {
  for (const statement of statements) {
    if (statement.type === 'ExportDefaultDeclaration') return statement.declaration
    if (statement.type === 'TSExportAssignment') return statement.expression
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    const target = dotted(left)
    if (target === 'module.exports' || target === 'exports.default') return right
  }
  return null
}

interface Context {
  readonly constants: ReadonlyMap<string, Babel.Node>
  readonly around: Surrounding
  readonly depth?: number
}

/** Evaluates an expression without running anything; what cannot be known is `unknownValue`. */
export function evaluate(node: Babel.Node, context: Context): ConfigValue {
  const depth = (context.depth ?? 0) + 1
  if (depth > 100) return unknownValue
  const next = { ...context, depth }
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value
    case 'NullLiteral':
      return null
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return evaluate(node.expression, next)
    case 'Identifier':
      return identifier(node, next)
    case 'TemplateLiteral':
      return template(node, next)
    case 'ObjectExpression':
      return object(node, next)
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return member(node, next)
    case 'CallExpression':
    case 'OptionalCallExpression':
      return call(node, next)
    case 'LogicalExpression':
      return logical(node, next)
    case 'BinaryExpression':
      return node.operator === '+' ? concatenate([node.left, node.right], next) : unknownValue
    case 'ConditionalExpression':
      return conditional(node, next)
    default:
      return unknownValue
  }
}

function identifier(node: Babel.Identifier, context: Context): ConfigValue {
  if (node.name === 'undefined') return undefined
  if (node.name === '__dirname') return path.dirname(context.around.file)
  const constant = context.constants.get(node.name)
  return constant ? evaluate(constant, context) : unknownValue
}

function template(node: Babel.TemplateLiteral, context: Context): ConfigValue {
  const values = node.expressions.map((expression) => evaluate(expression, context))
  if (!values.every(isPrintable)) return unknownValue
  return node.quasis.map((quasi, index) => `${quasi.value.cooked ?? ''}${values[index] ?? ''}`).join('')
}

function isPrintable(value: ConfigValue): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function object(node: Babel.ObjectExpression, context: Context): ConfigObject {
  const entries = new Map<string, ConfigValue>()
  let open = false
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = evaluate(property.argument, context)
      if (isObject(spread)) for (const [key, value] of spread.entries) entries.set(key, value)
      open ||= !isObject(spread) || spread.open
      continue
    }
    const key = keyOf(property, context)
    if (key === null) open = true
    else entries.set(key, property.type === 'ObjectMethod' ? unknownValue : evaluate(property.value, context))
  }
  return { kind: 'object', entries, open }
}

function keyOf(property: Babel.ObjectProperty | Babel.ObjectMethod, context: Context): string | null {
  const { key } = property
  if (!property.computed && key.type === 'Identifier') return key.name
  const value = evaluate(key, context)
  return isPrintable(value) ? String(value) : null
}

function member(node: Babel.MemberExpression | Babel.OptionalMemberExpression, context: Context): ConfigValue {
  const name = dotted(node)
  if (name === 'import.meta.dirname') return path.dirname(context.around.file)
  if (name === 'import.meta.filename') return context.around.file
  const key = memberKey(node, context)
  if (key === null) return unknownValue
  if (dotted(node.object) === 'process.env') return context.around.environment[key]
  const owner = evaluate(node.object, context)
  if (!isObject(owner)) return unknownValue
  return owner.entries.has(key) || !owner.open ? owner.entries.get(key) : unknownValue
}

function memberKey(node: Babel.MemberExpression | Babel.OptionalMemberExpression, context: Context): string | null {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name
  const value = evaluate(node.property, context)
  return isPrintable(value) ? String(value) : null
}

function call(node: Babel.CallExpression | Babel.OptionalCallExpression, context: Context): ConfigValue {
  const name = dotted(node.callee)
  if (isTrim(node.callee)) return trimmed(evaluate(node.callee.object, context))
  const values = node.arguments.map((argument) => evaluate(argument, context))
  const [first] = values
  if (name === 'defineConfig') return first
  if (name === 'env') return typeof first === 'string' ? context.around.environment[first] : unknownValue
  if (name === 'process.cwd') return context.around.workingDirectory
  if (name === 'fileURLToPath') return urlToPath(node.arguments[0], context)
  return pathCall(name, values)
}

function isTrim(callee: Babel.Node): callee is Babel.MemberExpression | Babel.OptionalMemberExpression {
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  return isMember && callee.property.type === 'Identifier' && callee.property.name === 'trim'
}

function trimmed(value: ConfigValue): ConfigValue {
  return typeof value === 'string' ? value.trim() : value === undefined ? undefined : unknownValue
}

/** `fileURLToPath(import.meta.url)`. */
function urlToPath(argument: Babel.Node | undefined, context: Context): ConfigValue {
  return argument && dotted(argument) === 'import.meta.url' ? context.around.file : unknownValue
}

function pathCall(name: string | null, values: readonly ConfigValue[]): ConfigValue {
  const texts = values.filter((value) => typeof value === 'string')
  if (name === null || texts.length !== values.length) return unknownValue
  const method = name.startsWith('path.') ? name.slice('path.'.length) : name
  if (method === 'join') return path.join(...texts)
  if (method === 'resolve') return path.isAbsolute(texts[0] ?? '') ? path.resolve(...texts) : path.join(...texts)
  if (method === 'dirname') return path.dirname(texts[0] ?? '')
  return unknownValue
}

function logical(node: Babel.LogicalExpression, context: Context): ConfigValue {
  const left = evaluate(node.left, context)
  if (left === unknownValue) return unknownValue
  const takesRight =
    node.operator === '??' ? left === undefined || left === null : node.operator === '||' ? !left : !!left
  return takesRight ? evaluate(node.right, context) : left
}

function concatenate(nodes: readonly Babel.Node[], context: Context): ConfigValue {
  const values = nodes.map((node) => evaluate(node, context))
  return values.every(isPrintable) ? values.join('') : unknownValue
}

function conditional(node: Babel.ConditionalExpression, context: Context): ConfigValue {
  const test = evaluate(node.test, context)
  if (test === unknownValue) return unknownValue
  return evaluate(test ? node.consequent : node.alternate, context)
}

/** `a.b.c` of a chain of plain names; `import.meta` counts as one. */
function dotted(node: Babel.Node): string | null {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return null
  const owner = dotted(node.object)
  return owner === null ? null : `${owner}.${node.property.name}`
}
