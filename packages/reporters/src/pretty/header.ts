import type { DatabaseReport, ProjectReport, Tool } from '@migration-doctor/core'
import { count, hanging, type Paint, padEnd } from '../paint.ts'
import { visibleLine } from '../visible.ts'

/** The tools' own spelling of their names. */
export const toolNames: Readonly<Record<Tool, string>> = { prisma: 'Prisma', typeorm: 'TypeORM', sql: 'SQL files' }

/** Which project this is, how it is run, and against what it was compared. */
export function header(project: ProjectReport, width: number, paint: Paint): readonly string[] {
  const first = `${paint.strong(visibleLine(project.name))}  ${paint.quiet(about(project).join(' · '))}`
  const blanks = padEnd('', project.name.length + 2)
  return [
    ...hanging('', first, width),
    ...hanging(blanks, paint.quiet(visibleLine(databaseLine(project.database))), width),
  ]
}

function about(project: ProjectReport): readonly string[] {
  return [toolOf(project), count(project.migrations.length, 'migration'), `ordered by ${project.order.by}`].map(
    visibleLine,
  )
}

export function toolOf(project: Pick<ProjectReport, 'tool' | 'toolVersion'>): string {
  return [toolNames[project.tool], project.toolVersion].filter(Boolean).join(' ')
}

export function databaseLine(database: DatabaseReport | null): string {
  if (!database) return 'no database: the files alone'
  const { host, port, name, schema, serverVersion, historyTable } = database
  const server = /^\d/.test(serverVersion) ? `PostgreSQL ${serverVersion}` : serverVersion
  const history = historyTable ? `history in ${historyTable}` : 'no history table'
  return `${name} on ${host}:${port} · schema ${schema} · ${server} · ${history}`
}
