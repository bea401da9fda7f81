import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'

/** Writes Prisma's own client for a schema into the folder that its generator names, as `prisma generate` does. */
export async function generatePrismaClient(schemaPath: string): Promise<void> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const program = fileURLToPath(new URL('prisma-client/program.ts', import.meta.url))
  await execa(process.execPath, ['--import', loader, program, schemaPath])
}
