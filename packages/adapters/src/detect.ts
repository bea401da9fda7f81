import { type Tool, unusable } from '@migration-doctor/core'
import type { Adapter, Detection, ProjectOptions, Surroundings } from './adapter.ts'
import { adapters } from './adapters.gen.ts'

export interface DetectOptions extends ProjectOptions {
  readonly tool: 'auto' | Tool
}

/** The adapter chosen, why, and what else was seen. */
export interface DetectedProject {
  readonly adapter: Adapter
  readonly detection: Detection
  readonly others: readonly Detection[]
}

/**
 * Finds out which tool a project uses. The strongest sign wins; a tie is asked back.
 * @throws DoctorError (2) when there is no project, or when two tools claim it alike.
 */
export async function detectProject(options: DetectOptions, around: Surroundings): Promise<DetectedProject> {
  if (options.tool !== 'auto') return chosen(options.tool, options, around)
  const seen: Candidate[] = []
  for (const adapter of adapters) {
    const detection = await adapter.detect(options, around)
    if (detection) seen.push({ adapter, detection })
  }
  const [best, second] = seen.sort((a, b) => b.detection.strength - a.detection.strength)
  if (!best) throw noProject(options)
  if (second && second.detection.strength === best.detection.strength) throw tie(seen, best.detection.strength)
  return { ...best, others: seen.slice(1).map(({ detection }) => detection) }
}

interface Candidate {
  readonly adapter: Adapter
  readonly detection: Detection
}

async function chosen(tool: Tool, options: DetectOptions, around: Surroundings): Promise<DetectedProject> {
  const adapter = adapters.find((candidate) => candidate.tool === tool)
  if (!adapter)
    throw unusable(`There is no adapter for ${tool}.`, `Use --tool ${adapters.map((one) => one.tool).join('|')}.`)
  const detection = await adapter.detect(options, around)
  return { adapter, detection: detection ?? { tool, strength: 1, why: `--tool ${tool}` }, others: [] }
}

function noProject(options: DetectOptions): Error {
  const where = options.migrations.length > 0 ? `${options.migrations.join(', ')} below ${options.cwd}` : options.cwd
  return unusable(
    `No migrations were found in ${where}. Looked for Prisma (prisma.config.ts, prisma/schema.prisma, prisma/migrations), TypeORM (a data source, classes that implement MigrationInterface) and folders of SQL files (migrations, db/migrations, supabase/migrations, …).`,
    'Say where they are with --cwd <dir> or --migrations <dir>, and which tool runs them with --tool prisma|typeorm|sql.',
  )
}

function tie(seen: readonly Candidate[], strength: Detection['strength']): Error {
  const claims = seen.filter(({ detection }) => detection.strength === strength).map(({ detection }) => detection)
  const reasons = claims.map(({ tool, why }) => `${tool} (${why})`).join(' and ')
  const choice = claims.map(({ tool }) => `--tool ${tool}`).join(' or ')
  return unusable(`Several tools have migrations here: ${reasons}.`, `Say which one is meant: ${choice}.`)
}
