import { configOf, type DataSourceConfig } from './config.ts'
import { fromHost } from './evaluate/convert.ts'
import { exportedValues } from './evaluate/module.ts'
import type { Realm } from './evaluate/realm.ts'
import { ArrayValue, FunctionValue, ObjectValue, Thrown, type Value } from './evaluate/value.ts'
import { newRealm, type Workshop, withFiles } from './run.ts'

/**
 * The data sources that a file defines: exported ones first, then those made while it runs, then those that its
 * functions make. Variables that are not set count as absent; when that leads to another database than PostgreSQL,
 * as unknown, so that every branch is seen.
 */
export async function readDefinitions(workshop: Workshop, path: string): Promise<readonly DataSourceConfig[]> {
  if (path.endsWith('.json')) return jsonDefinitions(workshop, path)
  const plain = await withFiles(workshop.store, () => definitionsIn(workshop, path, 'undefined'))
  if (plain.some(isPostgres)) return plain.filter(isPostgres)
  const open = await withFiles(workshop.store, () => definitionsIn(workshop, path, 'unknown'))
  return open.some(isPostgres) ? open.filter(isPostgres) : plain
}

/**
 * The same data source read as if nothing were known of variables that are not set: `synchronize: NODE_ENV !== 'production'` is then
 * no longer simply on.
 */
export async function readOpenly(workshop: Workshop, config: DataSourceConfig): Promise<DataSourceConfig> {
  const { file } = config
  if (file === null || file.endsWith('.json')) return config
  const open = await withFiles(workshop.store, () => definitionsIn(workshop, file, 'unknown'))
  return open.find((one) => isPostgres(one) && one.migrations.length > 0) ?? open.find(isPostgres) ?? config
}

/** A type that is not known may be PostgreSQL. */
export function isPostgres(config: DataSourceConfig): boolean {
  return config.type === null || ['postgres', 'aurora-postgres', 'cockroachdb'].includes(config.type)
}

function definitionsIn(workshop: Workshop, path: string, unset: 'undefined' | 'unknown'): DataSourceConfig[] {
  const realm = newRealm(workshop, unset)
  const exported = exportedValues(realm.module(path, { file: '', span: { start: 0, end: 0 } }), realm)
  const direct = exported.flatMap((value) => optionsIn(value))
  const made = realm.definitions.map((one) => one)
  const called = direct.length + made.length > 0 ? [] : callFunctions(exported, realm)
  const all = [...new Set([...direct, ...made, ...called])]
  return all.flatMap((options) => configOf(options, path) ?? [])
}

/** The options in an exported data source, options object, or list of them. */
function optionsIn(value: Value): ObjectValue[] {
  if (value instanceof ArrayValue) return value.items.flatMap(optionsIn)
  if (!(value instanceof ObjectValue) || value instanceof FunctionValue) return []
  if (value.brand === 'DataSourceDefinition') {
    const options = value.props.get('options')
    return options instanceof ObjectValue ? [options] : []
  }
  return value.props.has('migrations') && (value.props.has('type') || value.props.has('entities')) ? [value] : []
}

function callFunctions(values: readonly Value[], realm: Realm): ObjectValue[] {
  const found: ObjectValue[] = []
  for (const value of values) {
    if (!(value instanceof FunctionValue)) continue
    try {
      found.push(
        ...optionsIn(
          value.invoke({ self: undefined, args: [], site: { file: '', span: { start: 0, end: 0 } }, run: realm }),
        ),
      )
    } catch (error) {
      if (!(error instanceof Thrown)) throw error
    }
  }
  return [...found, ...realm.definitions]
}

async function jsonDefinitions(workshop: Workshop, path: string): Promise<readonly DataSourceConfig[]> {
  await workshop.store.load(path)
  const text = workshop.store.text(path)
  if (text === null) return []
  try {
    const value = fromHost(JSON.parse(text))
    const list = value instanceof ArrayValue ? value.items : [value]
    return list.flatMap((one) => configOf(one, path) ?? [])
  } catch {
    return []
  }
}
