import { tableClasses } from './builder/class.ts'
import { knownString } from './evaluate/convert.ts'
import { opaque } from './evaluate/library.ts'
import type { Realm } from './evaluate/realm.ts'
import { plain } from './evaluate/text.ts'
import { type Call, FunctionValue, native, ObjectValue, objectOf, Unknown, type Value } from './evaluate/value.ts'

/** The packages that migrations and data sources are written with, as far as reading needs them. */
export function typeormPackages(realm: Realm): ReadonlyMap<string, () => Value> {
  const typeorm = once(() => typeormModule(realm))
  return new Map<string, () => Value>([
    ['typeorm', typeorm],
    ['typeorm/index', typeorm],
    ['dotenv', () => objectOf({ config: native('config', () => new ObjectValue()), default: dotenv() })],
    ['dotenv/config', () => new ObjectValue('Module')],
    ['dotenv-flow', () => dotenv()],
    ['reflect-metadata', () => new ObjectValue('Module')],
    ['@nestjs/typeorm', once(() => nestModule(realm))],
    ['@nestjs/config', once(nestConfigModule)],
  ])
}

function once(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function dotenv(): ObjectValue {
  return objectOf({ config: native('config', () => new ObjectValue()) })
}

function typeormModule(realm: Realm): ObjectValue {
  const module = new ObjectValue('Module')
  for (const [name, made] of tableClasses()) module.props.set(name, made)
  module.props.set(
    'DataSource',
    constructible('DataSource', (call) => makeDataSource(call, realm)),
  )
  module.props.set(
    'DefaultNamingStrategy',
    constructible('DefaultNamingStrategy', () => new ObjectValue('DefaultNamingStrategy')),
  )
  module.props.set(
    'createConnection',
    native('createConnection', (call) => makeDataSource(call, realm)),
  )
  return opaque(module, 'typeorm')
}

function constructible(name: string, make: (call: Call) => Value): FunctionValue {
  const made: FunctionValue = new FunctionValue({ name, invoke: make, build: make })
  made.props.set('prototype', new ObjectValue())
  return made
}

/** A data source is its options. */
function makeDataSource({ args }: Call, realm: Realm): Value {
  if (args[0] instanceof ObjectValue) realm.definitions.push(args[0])
  const source = new ObjectValue('DataSourceDefinition')
  source.props.set('options', args[0])
  for (const name of ['initialize', 'destroy', 'runMigrations', 'setOptions'])
    source.props.set(
      name,
      native(name, () => source),
    )
  source.missing = (name, site) => new Unknown(`\`${name}\` of the data source`, site)
  return source
}

/** Options given to NestJS, collected where a module is built. */
function nestModule(realm: Realm): ObjectValue {
  const forRoot = native('forRoot', ({ args }) => definition(args[0], realm))
  const forRootAsync = native('forRootAsync', (call) => asyncDefinition(call, realm))
  const module = objectOf({ TypeOrmModule: objectOf({ forRoot, forRootAsync }, 'TypeOrmModule') })
  return opaque(module, '@nestjs/typeorm')
}

function definition(options: Value, realm: Realm): ObjectValue {
  if (options instanceof ObjectValue) realm.definitions.push(options)
  const made = new ObjectValue('DataSourceDefinition')
  made.props.set('options', options)
  return made
}

function asyncDefinition({ args, run, site }: Call, realm: Realm): Value {
  const factory = run.get(args[0], 'useFactory', site)
  if (factory instanceof FunctionValue) return definition(run.call(factory, undefined, [configService()], site), realm)
  const named = run.get(args[0], 'useClass', site)
  if (!(named instanceof FunctionValue)) return new Unknown('an asynchronous configuration', site)
  const service = run.construct(named, [configService()], site)
  const method = run.get(service, 'createTypeOrmOptions', site)
  return definition(run.call(method, service, [], site), realm)
}

/** NestJS's configuration service, answered from the environment. */
function configService(): ObjectValue {
  const get = native('get', ({ args, run, site }) => {
    const name = knownString(args[0])
    if (name === null) return new Unknown('a setting', site)
    const value = run.environment(name)
    if (value !== undefined) return plain(value)
    return args[1] === undefined || args[1] instanceof ObjectValue ? new Unknown(`the setting ${name}`, site) : args[1]
  })
  return objectOf({ get, getOrThrow: get }, 'ConfigService')
}

function nestConfigModule(): ObjectValue {
  const service = constructible('ConfigService', () => configService())
  const registerAs = native('registerAs', ({ args }) => args[1])
  return opaque(objectOf({ ConfigService: service, registerAs }), '@nestjs/config')
}
