import { randomBytes } from 'node:crypto'
import { unreachable } from '@migration-doctor/core'
import { connect } from '../connect/connect.ts'
import type { Connection } from '../connect/connection.ts'
import { withDatabase } from '../connect/url.ts'
import { isServerError, toServerError } from '../server-error.ts'
import { registered } from './registry.ts'
import type { Scratch } from './scratch.ts'

/** Every scratch database on a server is named so; the rest of the name is when it was made, and unguessable. */
export const scratchPrefix = 'migration_doctor_scratch_'

const applicationName = 'migration-doctor scratch'

/** Creates a database of our own on a server; the URL's own database is only used to connect to. */
export async function createOnServer(url: string): Promise<Scratch> {
  const admin = await connect(url, { readOnly: false, applicationName })
  const name = scratchName()
  const connections = [admin]
  // Known before it is made, so that a signal in between leaves nothing behind.
  const close = registered(() => remove(connections, name))
  try {
    await create(admin, name)
    const database = await connect(withDatabase(url, name), { readOnly: false, applicationName })
    connections.unshift(database)
    const { versionText, versionNum } = admin.server
    return { database, server: versionText, versionNum, cancels: true, close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

function scratchName(): string {
  return `${scratchPrefix}${Math.trunc(Date.now() / 1000).toString(36)}_${randomBytes(10).toString('hex')}`
}

async function create(admin: Connection, name: string): Promise<void> {
  try {
    await admin.script(`CREATE DATABASE ${name} TEMPLATE template0`)
  } catch (error) {
    if (!isServerError(error)) throw error
    const { host, port, user } = admin.server
    throw unreachable(
      `No scratch database can be created on ${host}:${port}: ${toServerError(error).message}.`,
      `Give the user "${user}" the right CREATEDB, name another server with --shadow-url, or leave it out.`,
    )
  }
}

/** `connections`: those to the database itself, then the one to drop it by. */
async function remove(connections: readonly Connection[], name: string): Promise<void> {
  const admin = connections.at(-1)
  for (const connection of connections.slice(0, -1)) await connection.close()
  try {
    if (admin) await drop(admin, name)
  } finally {
    await admin?.close()
  }
}

/** Drops a scratch database, also when somebody is connected to it. */
export async function drop(admin: Connection, name: string): Promise<void> {
  if (admin.server.versionNum >= 130_000) return admin.script(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  await admin.script(`DROP DATABASE IF EXISTS ${name}`)
}
