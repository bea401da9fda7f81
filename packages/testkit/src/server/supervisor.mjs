/**
 * Holds one PostgreSQL and ends it with its owner: run as `node supervisor.mjs <json>`, where the JSON holds
 * `owner` (process id), `program`, `arguments`, `folders` (removed at the end, in that order) and optionally `uid` and `gid`.
 * Says `{"ready":true}` or `{"error":…}` once on standard output. SIGTERM ends it.
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'

const settings = JSON.parse(process.argv[2] ?? '{}')
const server = spawn(settings.program, settings.arguments, {
  stdio: ['ignore', 'ignore', 'pipe'],
  uid: settings.uid,
  gid: settings.gid,
  env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
})

let log = ''
let ready = false
let stopping = false

function stop() {
  if (stopping) return
  stopping = true
  server.kill('SIGINT')
  setTimeout(() => server.kill('SIGQUIT'), 5_000)
}

/** The owner may be gone, and its pipe with it. */
function say(answer) {
  try {
    process.stdout.write(`${JSON.stringify(answer)}\n`)
  } catch {}
}
process.stdout.on('error', () => undefined)

server.stderr.setEncoding('utf8')
server.stderr.on('data', (text) => {
  if (ready) return
  log += text
  if (!log.includes('ready to accept connections')) return
  ready = true
  say({ ready })
})
server.on('error', (error) => say({ error: error.message }))
server.on('close', () => {
  if (!ready) say({ error: log })
  for (const folder of settings.folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.exit(0)
})

process.on('SIGTERM', stop)
process.on('SIGINT', stop)
setInterval(() => {
  try {
    process.kill(settings.owner, 0)
  } catch {
    stop()
  }
}, 1_000)
