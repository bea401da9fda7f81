import type * as t from '@babel/types'
import type { CatalogView, Environment, Place } from '@migration-doctor/core'
import { compiledHelpers } from './compiled.ts'
import { fromHost } from './convert.ts'
import { Effects } from './effects.ts'
import { type Completion, type Env, type Interpreter, placeOf } from './env.ts'
import { expressions } from './expression.ts'
import { makeGlobal, silent } from './global.ts'
import { nodeModule } from './library.ts'
import { getMember, typeError } from './member.ts'
import { evaluateModule, exportsOf, type Module, prepareModule } from './module.ts'
import { joinPath, relativeTo } from './path.ts'
import type { Resolver } from './resolve.ts'
import { isScript, type SourceStore } from './source.ts'
import type { SourceFile } from './source-file.ts'
import { statements } from './statement.ts'
import { plain } from './text.ts'
import { callUnknown } from './trial.ts'
import { FunctionValue, native, ObjectValue, objectOf, Unknown, type Value } from './value.ts'

/** What a run of the user's program is given. */
export interface RealmOptions {
  readonly store: SourceStore
  readonly resolver: Resolver
  readonly environment: Environment
  /** What an environment variable is that is not set: JavaScript's `undefined`, or unknown because it may be set elsewhere. */
  readonly unset: 'undefined' | 'unknown'
  /** Packages of which we know something; others are unknown. */
  readonly packages: (realm: Realm) => ReadonlyMap<string, () => Value>
  readonly answers: readonly CatalogView[]
}

/** Parts of `process` that only write or listen. */
const quietParts: ReadonlySet<string> = new Set(['stdout', 'stderr', 'stdin'])

/** One run of the user's program: its modules, its memory, what it has sent so far. */
export class Realm implements Interpreter {
  readonly effects: Effects
  readonly #options: RealmOptions
  readonly #modules = new Map<string, Module>()
  readonly #globals = new Map<string, { readonly value: Value } | null>()
  readonly #packages: ReadonlyMap<string, () => Value>
  /** Options of the data sources that the program has made. */
  readonly definitions: ObjectValue[] = []

  constructor(options: RealmOptions) {
    this.#options = options
    this.effects = new Effects(options.answers)
    this.#packages = options.packages(this)
  }

  get home(): string {
    return this.#options.store.home
  }

  get root(): string {
    return this.#options.store.root
  }

  relative(path: string): string {
    return relativeTo(this.root, path)
  }

  expression(node: t.Node, env: Env): Value {
    this.effects.turn()
    const handler = expressions[node.type] as ((node: t.Node, env: Env) => Value) | undefined
    return handler ? handler(node, env) : new Unknown(`an expression of kind ${node.type}`, placeOf(node, env.source))
  }

  statement(node: t.Statement, env: Env): Completion | null {
    this.effects.turn()
    const handler = statements[node.type] as ((node: t.Statement, env: Env) => Completion | null) | undefined
    return handler ? handler(node, env) : null
  }

  get(target: Value, name: string, site: Place): Value {
    return getMember(target, name, site, this)
  }

  call(fn: Value, self: Value, args: readonly Value[], site: Place): Value {
    if (fn instanceof FunctionValue) return fn.invoke({ self, args, site, run: this })
    if (fn instanceof Unknown) return callUnknown(this, { fn, self, args, site })
    throw typeError('it is not a function', site)
  }

  construct(fn: Value, args: readonly Value[], site: Place): Value {
    if (fn instanceof Unknown) return callUnknown(this, { fn, self: undefined, args, site })
    if (fn instanceof FunctionValue && fn.build) return fn.build({ self: undefined, args, site, run: this })
    throw typeError('it is not a constructor', site)
  }

  /** A package that is known here. */
  library(name: string): Value {
    return this.#packages.get(name)?.()
  }

  load(specifier: string, from: SourceFile, site: Place): Value {
    const known = this.#packages.get(specifier)
    if (known) return known()
    if (specifier === 'tslib') return objectOf(Object.fromEntries(compiledHelpers))
    const path = this.#options.resolver.resolve(specifier, from.path)
    if (path !== null) return this.module(path, site)
    const helper = compiledHelpers.get(specifier.slice(specifier.lastIndexOf('/') + 1))
    if (helper) return objectOf({ _: helper, default: helper })
    return nodeModule(specifier) ?? new Unknown(`the package ${specifier}`, site)
  }

  /** The exports of a file of the project. */
  module(path: string, site: Place): Value {
    const known = this.#modules.get(path)
    if (known) return exportsOf(known)
    if (!isScript(path)) return this.#data(path, site)
    const source = this.#options.store.program(path)
    if (!source?.program) return new Unknown(`the file ${this.relative(path)} cannot be read`, site)
    const module = prepareModule(source, this)
    this.#modules.set(path, module)
    evaluateModule(module)
    return exportsOf(module)
  }

  #data(path: string, site: Place): Value {
    const text = this.#options.store.text(path)
    if (text === null || !path.endsWith('.json')) return new Unknown(`the file ${this.relative(path)}`, site)
    try {
      const value = fromHost(JSON.parse(text))
      if (value instanceof ObjectValue && !value.props.has('default')) value.props.set('default', value)
      return value
    } catch {
      return new Unknown(`the file ${this.relative(path)} is not JSON`, site)
    }
  }

  readText(path: string): string | null {
    return this.#options.store.text(joinPath(path.startsWith('/') ? path : `${this.home}/${path}`))
  }

  global(name: string): { readonly value: Value } | null {
    const known = this.#globals.get(name)
    if (known !== undefined) return known
    const made = name === 'process' ? { value: this.#process() } : makeGlobal(name)
    this.#globals.set(name, made)
    return made
  }

  environment(name: string): string | undefined {
    return this.#options.environment[name]
  }

  #process(): ObjectValue {
    const env = new ObjectValue('Environment')
    env.missing = (name, site) => {
      const value = this.environment(name)
      if (value !== undefined) return plain(value)
      return this.#options.unset === 'undefined' ? undefined : new Unknown(`the environment variable ${name}`, site)
    }
    const process = new ObjectValue('process')
    process.missing = (name, site) => {
      return quietParts.has(name) ? silent(name) : new Unknown(`\`${name}\` of the process`, site)
    }
    for (const name of ['on', 'once', 'off', 'emitWarning'])
      process.props.set(
        name,
        native(name, () => undefined),
      )
    process.props.set('env', env)
    process.props.set('argv', new Unknown('the command line', { file: '', span: { start: 0, end: 0 } }))
    process.props.set(
      'cwd',
      native('cwd', () => plain(this.home)),
    )
    return process
  }
}
