import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

/** An embedded PostgreSQL that programs reach by URL, in memory. */
export interface EmbeddedServer {
  readonly url: string
  stop(): Promise<void>
}

/** Starts one on a free port of this machine. Its connections share one session, so that one client at a time makes sense. */
export async function startEmbedded(): Promise<EmbeddedServer> {
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 8 })
  await server.start()
  return {
    url: `postgresql://postgres@${server.getServerConn()}/postgres`,
    stop: async () => {
      await server.stop()
      await db.close()
    },
  }
}
