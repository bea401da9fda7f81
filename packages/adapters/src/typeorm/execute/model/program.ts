import { standIn } from '../stand-in.ts'

/**
 * The program of the process in which the user's own TypeORM compares the entities of the user's data source with a database, as its
 * `migration:generate` does.
 */
export const modelProgram = `
${standIn}
const { readFileSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')

/** Why there is nothing to compare, in words that go on "needs". */
class Lacking extends Error {}

const firstLine = (error) => String((error && error.message) || error).split('\\n')[0].trim()

const isSource = (value) => typeof value.createQueryRunner === 'function' && value.options
const isOptions = (value) => typeof value.type === 'string' && ('entities' in value || 'migrations' in value)

/** The options of the data sources that a value is or holds; promises are waited for. */
async function optionsIn(exported, depth, found) {
  const value = await Promise.resolve(exported).catch(() => null)
  if (typeof value !== 'object' || value === null) return found
  if (isSource(value)) found.add(value.options)
  else if (isOptions(value)) found.add(value)
  else if (depth > 0) for (const item of Object.values(value)) await optionsIn(item, depth - 1, found)
  return found
}

const isClass = (value) => /^class\\b/.test(Function.prototype.toString.call(value))

async function optionsOf(exported) {
  const direct = await optionsIn(exported, 2, new Set())
  if (direct.size > 0) return [...direct]
  const made = new Set()
  for (const value of Object.values(exported)) {
    if (typeof value !== 'function' || value.length > 0 || isClass(value)) continue
    try { await optionsIn(value(), 1, made) } catch {}
  }
  return [...made]
}

async function ownOptions({ file, shown }, importFile) {
  let exported
  try {
    exported = file.endsWith('.json') ? { default: JSON.parse(readFileSync(file, 'utf8')) } : await importFile(file)
  } catch (error) {
    throw new Lacking('a data source that can be loaded (' + shown + ': ' + firstLine(error) + ')')
  }
  const all = await optionsOf(exported)
  const fitting = all.filter(({ type }) => type === 'postgres' || type === 'aurora-postgres')
  const chosen = fitting.find(({ migrations }) => migrations && Object.keys(migrations).length > 0) || fitting[0]
  if (!chosen) throw new Lacking('a data source for PostgreSQL that ' + shown + ' exports')
  return chosen
}

/** The files of a glob, by the package that the project's TypeORM itself takes for that. */
function filesOf(pattern, packageOf) {
  const main = packageOf.resolve('typeorm')
  const manifest = JSON.parse(readFileSync(join(dirname(main), 'package.json'), 'utf8'))
  const own = createRequire(main)
  const list = manifest.dependencies.tinyglobby
    ? own('tinyglobby').globSync(pattern)
    : own('glob').sync(pattern)
  return list.filter((file) => /\\.[cm]?[jt]s$/.test(file) && !file.endsWith('.d.ts')).map((file) => resolve(file))
}

const isEntitySchema = (value) => typeof value === 'object' && value !== null && value['@instanceof'] === Symbol.for('EntitySchema')

function classesIn(value, found) {
  if (typeof value === 'function' || isEntitySchema(value)) found.add(value)
  else if (Array.isArray(value)) for (const item of value) classesIn(item, found)
  else if (typeof value === 'object' && value !== null) for (const key of Object.keys(value)) classesIn(value[key], found)
  return found
}

/** Files are loaded here and not by TypeORM, which could not load TypeScript. */
async function entitiesOf({ entities }, { shown }, { importFile, packageOf }) {
  const found = new Set()
  const patterns = []
  for (const entity of Object.values(entities || [])) {
    if (typeof entity !== 'string') { classesIn(entity, found); continue }
    patterns.push(entity)
    for (const file of filesOf(entity.replaceAll('\\\\', '/'), packageOf)) {
      try { classesIn(await importFile(file), found) } catch (error) {
        throw new Lacking('entities that can be loaded (' + file + ': ' + firstLine(error) + ')')
      }
    }
  }
  if (found.size === 0) {
    throw new Lacking('entities in ' + shown + (patterns.length > 0 ? ' (no file fits ' + patterns.join(', ') + ')' : ' (it names none)'))
  }
  return [...found]
}

const kept = ['schema', 'namingStrategy', 'entityPrefix', 'metadataTableName', 'migrationsTableName', 'uuidExtension']

function scratchOptions(own, entities) {
  const cache = own.cache === true || (own.cache && own.cache.type === 'database') ? own.cache : false
  return {
    ...Object.fromEntries(kept.filter((name) => own[name] !== undefined).map((name) => [name, own[name]])),
    type: 'postgres', driver: { Pool, Client, types: {} }, logger, installExtensions: false, cache, entities,
    synchronize: false, migrationsRun: false, dropSchema: false,
  }
}

/** TypeORM keeps notes of views and generated columns by the name of the database, which here is another one. */
async function adoptNotes(source) {
  const { schema } = source.options
  const table = source.driver.escape(source.options.metadataTableName || 'typeorm_metadata')
  const name = schema ? source.driver.escape(schema) + '.' + table : table
  await source.query('UPDATE ' + name + ' SET "database" = current_database() WHERE "database" IS NOT NULL').catch(() => undefined)
}

async function statementsOf(source) {
  try {
    await source.initialize()
    await adoptNotes(source)
    return (await source.driver.createSchemaBuilder().log()).upQueries
  } catch (error) {
    throw new Lacking('entities that TypeORM accepts (' + firstLine(error) + ')')
  }
}

async function compare(order) {
  const packageOf = createRequire(order.file)
  const importFile = importer(order)
  try {
    const own = await ownOptions(order, importFile)
    const { DataSource } = packageOf('typeorm')
    const entities = await entitiesOf(own, order, { importFile, packageOf })
    const queries = await statementsOf(new DataSource(scratchOptions(own, entities)))
    const statements = queries.map(({ query, parameters }) => ({ sql: query, parameters: (parameters || []).map((value) => value ?? null) }))
    await say({ kind: 'compared', statements, needs: null })
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    await say({ kind: 'compared', statements: [], needs: error.message })
  }
}

process.exit = (code) => { throw new Error('it ends the process with ' + (code ?? 0)) }
listen(compare, () => undefined)
`
