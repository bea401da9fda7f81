import type { Migration, Project } from '@migration-doctor/core'
import type { Patch, PatchFile } from '../adapter.ts'
import { baseOf, directoryOf, extensionOf, joinPath } from './evaluate/path.ts'
import { timestampOf } from './order.ts'

/** A migration as `typeorm migration:generate` writes it, beside the others and in their language. */
export function renderTypeormPatch(patch: Patch, project: Project, now: Date): PatchFile {
  const timestamp = freeTimestamp(patch.after, project, now.getTime())
  const title = pascalCase(patch.title)
  const name = `${title}${timestamp}`
  const neighbour = neighbourOf(patch.after, project)
  const extension = neighbour ? extensionOf(neighbour.file) : '.ts'
  const folder = neighbour ? directoryOf(neighbour.file) : 'src/migrations'
  const style = styleOf(extension, neighbour ? (project.sources.get(neighbour.file) ?? '') : '')
  const path = joinPath(folder, `${timestamp}-${title}${extension}`)
  return { migration: name, path, text: render({ name, patch, style, batch: isBatch(project) }) }
}

type Style = 'typescript' | 'commonjs' | 'esm'

function styleOf(extension: string, sample: string): Style {
  if (extension.endsWith('ts')) return 'typescript'
  if (extension === '.mjs') return 'esm'
  return extension === '.js' && /^\s*(?:export|import)\s/m.test(sample) ? 'esm' : 'commonjs'
}

function isBatch(project: Project): boolean {
  return project.migrations.some(({ execution }) => execution.transaction === 'batch')
}

/** Right after the given migration and before the next; for the end: now, but later than all there are. */
function freeTimestamp(after: string | null, project: Project, now: number): number {
  const stamps = project.migrations.map(({ name }) => timestampOf(name) ?? 0)
  const last = Math.max(0, ...stamps)
  const index = after === null ? -1 : project.migrations.findIndex(({ name }) => name === after)
  if (index < 0 || index === project.migrations.length - 1) return Math.max(now, last + 1)
  const taken = new Set(stamps)
  let stamp = (stamps[index] ?? 0) + 1
  while (taken.has(stamp)) stamp += 1
  return stamp
}

function neighbourOf(after: string | null, project: Project): Migration | undefined {
  const named = project.migrations.find(({ name }) => name === after)
  return named ?? project.migrations.findLast(({ file }) => baseOf(file) !== '')
}

/** `repair invoice line items` → `RepairInvoiceLineItems`. */
export function pascalCase(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return (/^\d/.test(joined) ? `Repair${joined}` : joined).slice(0, 80) || 'Repair'
}

interface Rendering {
  readonly name: string
  readonly patch: Patch
  readonly style: Style
  /** One transaction for all: TypeORM then refuses a class with a mode of its own. */
  readonly batch: boolean
}

function render({ name, patch, style, batch }: Rendering): string {
  const typed = style === 'typescript'
  const parameter = typed ? 'queryRunner: QueryRunner' : 'queryRunner'
  const result = typed ? ': Promise<void>' : ''
  const visibility = typed ? 'public ' : ''
  return [
    ...header(style),
    ...commentLines(patch, batch),
    `${declaration(style)} ${name}${typed ? ' implements MigrationInterface' : ''} {`,
    `    name = '${name}'`,
    ...(patch.outsideTransaction && !batch ? ['    transaction = false'] : []),
    '',
    `    ${visibility}async up(${parameter})${result} {`,
    ...patch.up.map(queryLine),
    '    }',
    '',
    `    ${visibility}async down(${parameter})${result} {`,
    ...patch.down.map(queryLine),
    '    }',
    '',
    '}',
    '',
  ].join('\n')
}

function header(style: Style): string[] {
  if (style === 'typescript') return ['import { MigrationInterface, QueryRunner } from "typeorm";', '']
  return [
    '/**',
    " * @typedef {import('typeorm').MigrationInterface} MigrationInterface",
    " * @typedef {import('typeorm').QueryRunner} QueryRunner",
    ' */',
    '',
  ]
}

function declaration(style: Style): string {
  return style === 'commonjs' ? 'module.exports = class' : 'export class'
}

function commentLines(patch: Patch, batch: boolean): string[] {
  const note =
    patch.outsideTransaction && batch
      ? ['Run it outside a transaction: `typeorm migration:run --transaction none`.']
      : []
  const lines = [...patch.comment, ...note]
  if (lines.length === 0) return []
  return ['/**', ...lines.map((line) => ` * ${line.replaceAll('*/', '*\\/')}`.trimEnd()), ' */']
}

function queryLine(sql: string): string {
  return `        await queryRunner.query(\`${escapeTemplate(sql)}\`);`
}

/** A text so that a template literal gives it back. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
}
