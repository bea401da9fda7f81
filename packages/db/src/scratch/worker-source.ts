/**
 * The program of the thread in which PGlite runs: WebAssembly cannot be interrupted, a thread can be ended.
 * It is text, so that it needs no file of its own beside a bundle. Requests are answered in order.
 * `workerData`: `pglite` (URL of the module), `extensions` (pairs of export name and URL), `dataDirectory` (bytes or null).
 */
export const workerSource = `
const { parentPort, workerData } = require('node:worker_threads')
const { gunzipSync } = require('node:zlib')

const fields = ['code', 'severity', 'detail', 'hint', 'position', 'where', 'schema', 'table', 'column', 'constraint']

function plain(error) {
  const answer = { message: String(error?.message ?? error) }
  for (const field of fields) if (error?.[field] !== undefined) answer[field] = error[field]
  return answer
}

/** An archive at hand: a Blob would be read in small pieces, and PGlite's own way to unpack one is slow. */
class Archive extends Blob {
  constructor(compressed) {
    super()
    this.compressed = compressed
  }
  async arrayBuffer() {
    const { buffer, byteOffset, byteLength } = gunzipSync(this.compressed)
    return buffer.slice(byteOffset, byteOffset + byteLength)
  }
}

async function open() {
  const { PGlite, protocol } = await import(workerData.pglite)
  const extensions = {}
  for (const [name, url] of workerData.extensions) extensions[name] = (await import(url))[name]
  const loadDataDir = workerData.dataDirectory ? new Archive(workerData.dataDirectory) : undefined
  const database = await PGlite.create({ extensions, loadDataDir })
  return { database, protocol }
}

const opened = open()
opened.catch(() => undefined)

async function run({ database, protocol }, { sql, copyRefusal }) {
  const query = protocol.serialize.query(sql)
  // Without an answer, COPY … FROM STDIN would wait for ever; where none is asked for, PostgreSQL ignores this message.
  const refusal = protocol.serialize.copyFail(copyRefusal)
  const message = new Uint8Array(query.length + refusal.length)
  message.set(query)
  message.set(refusal, query.length)
  const { messages } = await database.execProtocol(message, { throwOnError: false })
  const tags = []
  let error = null
  let ready = false
  for (const each of messages) {
    if (each.name === 'readyForQuery') ready = true
    else if (each.name === 'commandComplete') tags.push(each.text)
    else if (each.name === 'emptyQuery') tags.push('')
    else if (each.name === 'error') error ??= plain(each)
  }
  return { tags, error, ready }
}

const same = (text) => text

async function query({ database }, { sql, parameters }) {
  const { rows } = await database.query(sql, parameters, { parsers: { 20: same } })
  return rows
}

async function table({ database }, { sql, parameters }) {
  const { fields, rows } = await database.query(sql, parameters, { rowMode: 'array', parsers: { 20: same } })
  return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows }
}

async function dump({ database }) {
  const blob = await database.dumpDataDir('gzip')
  return new Uint8Array(await blob.arrayBuffer())
}

const actions = { run, query, table, dump, open: () => null }

let queue = Promise.resolve()
parentPort.on('message', (request) => {
  queue = queue.then(async () => {
    try {
      parentPort.postMessage({ id: request.id, value: await actions[request.action](await opened, request) })
    } catch (error) {
      parentPort.postMessage({ id: request.id, error: plain(error) })
    }
  })
})
`
