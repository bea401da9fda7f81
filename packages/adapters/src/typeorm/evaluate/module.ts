import type * as t from '@babel/types'
import { classOf } from './class.ts'
import { compiledHelpers } from './compiled.ts'
import { type Env, type Interpreter, placeOf } from './env.ts'
import { named } from './expression.ts'
import { directoryOf } from './path.ts'
import { readBinding, Scope } from './scope.ts'
import type { SourceFile } from './source-file.ts'
import { block } from './statement.ts'
import { plain } from './text.ts'
import { isInternal } from './trial.ts'
import { FunctionValue, native, ObjectValue, objectOf, Thrown, Unknown, type Value } from './value.ts'

/** A module while it is evaluated, and afterwards what it exports. */
export interface Module {
  readonly env: Env
  /** The ES exports, and what `exports` is at the start. */
  readonly exports: ObjectValue
  /** The CommonJS `module` object. */
  readonly holder: ObjectValue
}

/** What another module sees: `module.exports` when it was replaced, else the exports. */
export function exportsOf(module: Module): Value {
  const replaced = module.holder.props.get('exports')
  return replaced === undefined ? module.exports : replaced
}

export function prepareModule(source: SourceFile, run: Interpreter): Module {
  const scope = new Scope(null, 'function')
  const exports = new ObjectValue('Module')
  const holder = objectOf({ exports })
  const site = { file: source.file, span: { start: 0, end: 0 } }
  scope.declare('exports', exports)
  scope.declare('module', holder)
  scope.declare('__filename', plain(source.path))
  scope.declare('__dirname', plain(directoryOf(source.path)))
  const load = native('require', ({ args, site: at }) => run.load(specifier(args[0]), source, at ?? site))
  load.props.set('main', undefined)
  load.props.set(
    'resolve',
    native('resolve', ({ args }) => args[0]),
  )
  scope.declare('require', load)
  return { env: { run, source, scope, self: exports, home: null, superClass: null }, exports, holder }
}

function specifier(value: Value): string {
  return value !== null && typeof value === 'object' && 'value' in value ? String(value.value) : ''
}

/** Runs a module's statements; one that fails leaves the others in force, because nothing of it is really executed. */
export function evaluateModule(module: Module): void {
  const { program } = module.env.source
  if (!program) return
  for (const statement of program.body) if (statement.type === 'ImportDeclaration') bindImports(statement, module.env)
  const body = program.body.filter((one) => one.type !== 'ImportDeclaration')
  const declarations = body.flatMap((one) => (isExportOf(one) ? [one.declaration] : []))
  block(
    [...body, ...declarations].filter((one) => one.type === 'FunctionDeclaration'),
    module.env,
  )
  for (const statement of body) runTop(statement, module)
}

function isExportOf(node: t.Statement): node is t.ExportNamedDeclaration & { declaration: t.Declaration } {
  return node.type === 'ExportNamedDeclaration' && Boolean(node.declaration)
}

function runTop(statement: t.Statement, module: Module): void {
  try {
    evaluateTop(statement, module)
  } catch (error) {
    if (isInternal(error) || !(error instanceof Thrown)) throw error
  }
}

function bindImports(node: t.ImportDeclaration, env: Env): void {
  if (node.importKind === 'type' || node.importKind === 'typeof') return
  const site = placeOf(node, env.source)
  const namespace = (): Value => env.run.load(node.source.value, env.source, site)
  for (const one of node.specifiers) {
    const name =
      one.type === 'ImportSpecifier' ? importedName(one) : one.type === 'ImportDefaultSpecifier' ? 'default' : null
    const helper = name === null ? undefined : compiledHelpers.get(name)
    if (helper) env.scope.declare(one.local.name, helper)
    else env.scope.lazy(one.local.name, () => (name === null ? namespace() : imported(namespace(), name, env, site)))
  }
}

function importedName(node: t.ImportSpecifier): string {
  return node.imported.type === 'Identifier' ? node.imported.name : node.imported.value
}

/** A default import of a CommonJS module is the whole of it. */
function imported(namespace: Value, name: string, env: Env, site: ReturnType<typeof placeOf>): Value {
  if (namespace instanceof ObjectValue) {
    if (namespace.props.has(name) || namespace.getters.has(name)) return env.run.get(namespace, name, site)
    if (name === 'default') return namespace
    return namespace.missing ? namespace.missing(name, site) : new Unknown(`\`${name}\` is not exported there`, site)
  }
  return namespace instanceof Unknown || name !== 'default' ? env.run.get(namespace, name, site) : namespace
}

function evaluateTop(node: t.Statement, module: Module): void {
  const { env, exports } = module
  switch (node.type) {
    case 'FunctionDeclaration':
      break
    case 'ExportNamedDeclaration':
      exportNamed(node, module)
      break
    case 'ExportDefaultDeclaration':
      exports.props.set('default', defaultValue(node.declaration, env))
      break
    case 'ExportAllDeclaration':
      exportAll(env.run.load(node.source.value, env.source, placeOf(node, env.source)), exports)
      break
    case 'TSExportAssignment':
      module.holder.props.set('exports', env.run.expression(node.expression, env))
      break
    case 'TSImportEqualsDeclaration':
      importEquals(node, env)
      break
    default:
      env.run.statement(node, env)
  }
}

function importEquals(node: t.TSImportEqualsDeclaration, env: Env): void {
  const reference = node.moduleReference
  if (reference.type !== 'TSExternalModuleReference') return
  const site = placeOf(node, env.source)
  env.scope.lazy(node.id.name, () => env.run.load(reference.expression.value, env.source, site))
}

function exportAll(namespace: Value, exports: ObjectValue): void {
  if (!(namespace instanceof ObjectValue)) return
  for (const [name, value] of namespace.props)
    if (name !== 'default' && !exports.props.has(name)) exports.props.set(name, value)
  for (const [name, getter] of namespace.getters) if (name !== 'default') exports.getters.set(name, getter)
}

function defaultValue(node: t.ExportDefaultDeclaration['declaration'], env: Env): Value {
  if (node.type === 'ClassDeclaration') {
    const made = classOf(node, env, node.id?.name ?? 'default')
    if (node.id) env.scope.declare(node.id.name, made)
    return made
  }
  if (node.type === 'FunctionDeclaration') {
    const expression: t.FunctionExpression = { ...node, type: 'FunctionExpression' }
    const made = named(expression, node.id?.name ?? 'default', env)
    if (node.id) env.scope.declare(node.id.name, made)
    return made
  }
  return node.type === 'TSDeclareFunction' ? undefined : named(node, 'default', env)
}

function exportNamed(node: t.ExportNamedDeclaration, module: Module): void {
  const { env, exports } = module
  if (node.exportKind === 'type') return
  if (node.declaration) {
    if (node.declaration.type !== 'FunctionDeclaration') env.run.statement(node.declaration, env)
    for (const name of declaredNames(node.declaration)) exports.props.set(name, bound(name, env))
    return
  }
  for (const one of node.specifiers) {
    if (one.type === 'ExportSpecifier' && one.exportKind === 'type') continue
    const target = 'exported' in one ? nameOf(one.exported) : ''
    exports.getters.set(
      target,
      native(target, () => exportedValue(one, node, env)),
    )
  }
}

function exportedValue(
  one: t.ExportNamedDeclaration['specifiers'][number],
  node: t.ExportNamedDeclaration,
  env: Env,
): Value {
  const site = placeOf(one, env.source)
  if (!node.source) return one.type === 'ExportSpecifier' ? bound(one.local.name, env) : undefined
  const namespace = env.run.load(node.source.value, env.source, site)
  if (one.type !== 'ExportSpecifier') return one.type === 'ExportNamespaceSpecifier' ? namespace : undefined
  return imported(namespace, one.local.name, env, site)
}

function nameOf(node: t.Identifier | t.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value
}

function bound(name: string, env: Env): Value {
  const binding = env.scope.find(name)
  return binding ? readBinding(binding) : undefined
}

function declaredNames(node: t.Declaration): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap((one) => patternNames(one.id))
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return node.id ? [node.id.name] : []
  return node.type === 'TSEnumDeclaration' ? [node.id.name] : []
}

function patternNames(node: t.Node): string[] {
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'ObjectPattern') {
    return node.properties.flatMap((one) => patternNames(one.type === 'RestElement' ? one.argument : one.value))
  }
  if (node.type === 'ArrayPattern') return node.elements.flatMap((one) => (one ? patternNames(one) : []))
  return node.type === 'AssignmentPattern' ? patternNames(node.left) : []
}

/** The values that a loader finds in a module, in the order in which it meets them. */
export function exportedValues(module: Value, run: Interpreter): Value[] {
  if (!(module instanceof ObjectValue) || module instanceof FunctionValue) return [module]
  const site = { file: '', span: { start: 0, end: 0 } }
  const names = [...new Set([...module.props.keys(), ...module.getters.keys()])]
  return names.map((name) => run.get(module, name, site))
}
