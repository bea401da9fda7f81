/**
 * What every program has that runs the user's own TypeORM in a process of its own. It is text, so that it needs no file of its own beside
 * a bundle. It has no way out: connections, other programs and threads are refused, and every statement goes to the parent as a message,
 * which answers for the database. See `messages.ts` for what is said in both directions.
 */
export const standIn = `
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

const logger = { logQuery() {}, logQueryError() {}, logQuerySlow() {}, logSchemaBuild() {}, logMigration() {}, log() {} }

/** The loader leaves fields with decorators to a step that it lacks; TypeORM makes instances of entities, and needs them. */
function withDecoratedFields(code) {
  const initial = 'return arguments[0] && arguments[0].initializer ? arguments[0].initializer.call(arguments[1]) : void 0'
  return code.replace(/throw (?:new )?\\w*Error\\("Decorating class property failed[^"]*"\\)/g, initial)
}

function importer({ loader, base }) {
  const { createJiti } = require(loader)
  const settings = { fsCache: false, interopDefault: false }
  const plain = createJiti(base + '/index.ts', settings)
  const transform = (file) => ({ code: withDecoratedFields(plain.transform(file)) })
  const make = (tsconfigPaths) => createJiti(base + '/index.ts', { ...settings, tsconfigPaths, transform })
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

/** Begins to work; \`work\` answers every message that is no answer of the database. */
function listen(work, onStray) {
  process.on('message', (message) => {
    if (message.kind === 'rows') {
      const asked = pending.get(message.id)
      pending.delete(message.id)
      if (!asked) return
      if (message.error) asked.reject(Object.assign(new Error(message.error.message), message.error, { queryNumber: message.id }))
      else asked.resolve(message.result)
      return
    }
    work(message).catch((error) => say({ kind: 'failed', message: String((error && error.stack) || error) }))
  })
  process.on('unhandledRejection', () => undefined)
  process.on('uncaughtException', onStray)
  closeWaysOut()
  process.send({ kind: 'ready' })
}
`
