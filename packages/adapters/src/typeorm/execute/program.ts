/**
 * The program of the process in which the user's own TypeORM runs the user's own classes. It is text, so that it needs no file of its own
 * beside a bundle. It has no way out: connections, other programs and threads are refused, and every statement goes to the parent as a
 * message, which answers for the database. See `messages.ts` for what is said in both directions.
 */
export const executionProgram = `
const { AsyncLocalStorage } = require('node:async_hooks')
const { createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { EventEmitter } = require('node:events')

const say = (message) => new Promise((resolve) => process.send(message, resolve))

function closeWaysOut() {
  const refuse = () => { throw new Error('migration-doctor runs this migration without a network') }
  require('node:net').Socket.prototype.connect = refuse
  require('node:dgram').createSocket = refuse
  const programs = require('node:child_process')
  for (const name of ['spawn', 'fork', 'exec', 'execFile', 'spawnSync', 'execSync', 'execFileSync']) programs[name] = refuse
  programs.ChildProcess.prototype.spawn = refuse
  require('node:worker_threads').Worker = class { constructor() { refuse() } }
}

const pending = new Map()
let next = 0
let running = false

const site = new AsyncLocalStorage()

function ask(connection, sql, parameters) {
  const known = site.getStore()
  const id = next++
  const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }))
  const where = { method: known ? known.method : null, stack: (known ? known.stack : new Error().stack) || '' }
  process.send({ kind: 'query', id, connection, sql, parameters: parameters || null, running, ...where })
  return answer
}

class Client extends EventEmitter {
  constructor(number) { super(); this.number = number }
  query(sql, parameters, callback) {
    const text = typeof sql === 'string' ? sql : sql && sql.text
    const values = typeof sql === 'string' ? parameters : sql && sql.values
    if (typeof text !== 'string') return Promise.reject(new Error('a query without a text'))
    const done = typeof parameters === 'function' ? parameters : callback
    const answer = ask(this.number, text, Array.isArray(values) ? values : null)
    if (done) answer.then((result) => done(null, result), done)
    return answer
  }
  release() {}
}

let clients = 0

/** As much of node-postgres as TypeORM's driver uses. */
class Pool extends EventEmitter {
  connect(callback) {
    const client = new Client(clients++)
    if (!callback) return Promise.resolve(client)
    callback(null, client, () => undefined)
  }
  query(...words) { return new Client(clients++).query(...words) }
  end(callback) { if (callback) callback(null); else return Promise.resolve() }
}

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

function importer({ loader, base }) {
  const { createJiti } = require(loader)
  const make = (tsconfigPaths) => createJiti(base + '/index.ts', { fsCache: false, interopDefault: false, tsconfigPaths })
  let jiti
  try { jiti = make(true) } catch { jiti = make(false) }
  return async (file) => {
    if (/js$/.test(file)) {
      try { return await import(pathToFileURL(file).href) } catch (error) {
        if (!['ERR_REQUIRE_ESM', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'].includes(error && error.code) && !(error instanceof SyntaxError)) throw error
      }
    }
    return jiti.import(file)
  }
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
  const logger = { logQuery() {}, logQueryError() {}, logQuerySlow() {}, logSchemaBuild() {}, logMigration() {}, log() {} }
  source = new DataSource({ type: 'postgres', driver: { Pool, Client, types: {} }, logger, installExtensions: false, ...options,
    ...(strategy ? { namingStrategy: strategy } : {}) })
  await source.initialize()
  await makeHistoryTable(createRequire(order.base + '/package.json')(typeorm))
  noteQuery(source)
  const create = source.createQueryRunner
  source.createQueryRunner = function (...words) {
    const runner = create.apply(this, words)
    return running ? noteCalls(runner) : runner
  }
  await say({ kind: 'loaded', classes: loaded })
}

/** TypeORM makes its own table before the first migration, and some migrations look into it. */
async function makeHistoryTable({ MigrationExecutor }) {
  const runner = source.createQueryRunner()
  try { await new MigrationExecutor(source).createMigrationsTableIfNotExist(runner) } catch {}
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

process.on('message', (message) => {
  if (message.kind === 'rows') {
    const asked = pending.get(message.id)
    pending.delete(message.id)
    if (!asked) return
    if (message.error) asked.reject(Object.assign(new Error(message.error.message), message.error, { queryNumber: message.id }))
    else asked.resolve(message.result)
    return
  }
  const work = message.kind === 'load' ? load(message) : runOne(message)
  work.catch((error) => say({ kind: 'failed', message: String((error && error.stack) || error) }))
})

process.on('unhandledRejection', () => undefined)
process.on('uncaughtException', (error) => void say({ kind: 'failed', message: String((error && error.stack) || error) }))
closeWaysOut()
process.send({ kind: 'ready' })
`
