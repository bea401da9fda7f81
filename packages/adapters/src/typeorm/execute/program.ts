import { standIn } from './stand-in.ts'

/** The program of the process in which the user's own TypeORM runs the user's own classes. */
export const executionProgram = `
${standIn}
const skipped = new Set(['constructor', 'connect', 'release'])

/** Notes from where in the user's program each method of the query runner is called. */
function noteCalls(runner) {
  for (let proto = Object.getPrototypeOf(runner); proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const name of Object.getOwnPropertyNames(proto)) {
      const { value } = Object.getOwnPropertyDescriptor(proto, name)
      if (typeof value !== 'function' || skipped.has(name) || Object.hasOwn(runner, name)) continue
      runner[name] = function (...words) {
        if (site.getStore()) return value.apply(this, words)
        return site.run({ method: name, stack: new Error().stack }, () => value.apply(this, words))
      }
    }
  }
  noteQuery(runner.manager)
  return runner
}

function noteQuery(target) {
  if (!target || typeof target.query !== 'function') return
  const own = target.query
  target.query = function (...words) {
    if (site.getStore()) return own.apply(this, words)
    return site.run({ method: 'query', stack: new Error().stack }, () => own.apply(this, words))
  }
}

let source = null
let classes = []

/** Everything that a file exports, walked as TypeORM's loader walks it. */
function functionsIn(value, found, depth) {
  if (typeof value === 'function') found.push(value)
  else if (depth > 0 && Array.isArray(value)) for (const item of value) functionsIn(item, found, depth - 1)
  else if (depth > 0 && typeof value === 'object' && value !== null && !Object.prototype.toString.call(value).includes('EntitySchema'))
    for (const key of Object.keys(value)) functionsIn(value[key], found, depth - 1)
  return found
}

async function load(order) {
  const { typeorm, files, options, strategyFile } = order
  const { DataSource } = createRequire(order.base + '/package.json')(typeorm)
  const importFile = importer(order)
  const seen = new Set()
  const loaded = []
  for (const file of files) {
    try {
      const exported = await importFile(file)
      const own = []
      for (const made of functionsIn(exported, [], 5)) if (!own.includes(made) && !seen.has(made)) own.push(made)
      for (const made of own) {
        seen.add(made)
        const instance = new made()
        if (typeof instance.up !== 'function') continue
        loaded.push({ index: classes.length, file, name: instance.name || made.name, error: null })
        classes.push(instance)
      }
    } catch (error) {
      loaded.push({ index: -1, file, name: null, error: String((error && error.message) || error) })
    }
  }
  const strategy = strategyFile ? await namingStrategy(importFile, strategyFile) : undefined
  source = new DataSource({ type: 'postgres', driver: { Pool, Client, types: {} }, logger, installExtensions: false, ...options,
    ...(strategy ? { namingStrategy: strategy } : {}) })
  await source.initialize()
  await makeOwnTables(createRequire(order.base + '/package.json')(typeorm), order.notes)
  noteQuery(source)
  const create = source.createQueryRunner
  source.createQueryRunner = function (...words) {
    const runner = create.apply(this, words)
    return running ? noteCalls(runner) : runner
  }
  await say({ kind: 'loaded', classes: loaded })
}

/** TypeORM makes its own tables before the first migration, and some migrations look into them. */
async function makeOwnTables({ MigrationExecutor }, notes) {
  const runner = source.createQueryRunner()
  try { await new MigrationExecutor(source).createMigrationsTableIfNotExist(runner) } catch {}
  try { if (notes) await source.driver.createSchemaBuilder().createTypeormMetadataTable(runner) } catch {}
  await runner.release()
}

async function namingStrategy(importFile, file) {
  try {
    const exported = await importFile(file)
    for (const value of [exported, ...Object.values(exported)]) {
      const options = value && (value.options || value)
      if (options && options.namingStrategy) return options.namingStrategy
    }
  } catch {}
  return undefined
}

/** Waits for what the migration has sent without waiting for it. */
async function settled() {
  for (let quiet = 0; quiet < 3; quiet++) {
    if (pending.size > 0) quiet = 0
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function runOne({ index, method, transaction }) {
  const runner = source.createQueryRunner()
  await runner.connect()
  const main = runner.databaseConnection ? runner.databaseConnection.number : -1
  if (transaction) await runner.startTransaction()
  noteCalls(runner)
  let error = null
  running = true
  process.send({ kind: 'begun', connection: main })
  try {
    const instance = classes[index]
    if (typeof instance[method] !== 'function') throw new Error('there is no ' + method)
    await instance[method](runner)
    await settled()
  } catch (thrown) {
    error = { message: String((thrown && thrown.message) || thrown), query: (thrown && (thrown.queryNumber ?? (thrown.driverError && thrown.driverError.queryNumber))) ?? null, stack: String((thrown && thrown.stack) || ''), tool: Boolean(thrown && thrown.name === 'TypeORMError') }
  }
  running = false
  runner.isTransactionActive = false
  runner.transactionDepth = 0
  await runner.release().catch(() => undefined)
  await say({ kind: 'ran', error })
}

listen(
  (message) => message.kind === 'load' ? load(message) : runOne(message),
  (error) => void say({ kind: 'failed', message: String((error && error.stack) || error) }),
)
`
