import { detectProject } from '@migration-doctor/adapters'
import { analyze, simulate } from '@migration-doctor/analyzer'
import { type Catalog, canonicalText, type Finding, type Project } from '@migration-doctor/core'
import { loadParser } from '@migration-doctor/sql'
import { memoryFiles } from '../files.ts'
import type { Form } from './forms.ts'
import type { ShopStep } from './step.ts'

/** What the doctor makes of a history in one form, in words that do not depend on the form. */
export interface Judged {
  readonly project: Project
  /** Of the whole history. */
  readonly catalog: Catalog
  /** What PostgreSQL would refuse: `title of the migration: SQLSTATE`. */
  readonly refused: readonly string[]
  /** What is not known: `title of the migration: reason`. */
  readonly unknown: readonly string[]
  /** Errors and warnings that no other one causes: rule, migration, object. */
  readonly roots: readonly string[]
  /** Titles of migrations in which something follows from a root. */
  readonly consequencesIn: readonly string[]
}

/** Reads a history in a form by the real adapter, from memory, and judges it by its files alone. */
export async function judge(form: Form, steps: readonly ShopStep[], pgVersion: number): Promise<Judged> {
  await loadParser()
  const project = await readForm(form, steps)
  const timeline = simulate(project, { pgVersion })
  const title = titlesOf(project, steps)
  const { findings } = analyze({ project, timeline, history: null, live: null, replay: null })
  const serious = findings.filter(({ severity }) => severity !== 'note')
  const refused = new Set<string>()
  const unknown = new Set<string>()
  for (const { verdict, migration } of timeline.statements) {
    if (verdict.kind === 'refused') refused.add(`${title(migration.name)}: ${verdict.refusal.sqlstate}`)
    if (verdict.kind === 'unknown') unknown.add(`${title(migration.name)}: ${verdict.reason}`)
  }
  const followed = serious.flatMap(({ causedBy, migration }) => (causedBy === null ? [] : title(migration ?? '')))
  return {
    project,
    catalog: timeline.catalog(),
    refused: [...refused],
    unknown: [...unknown],
    roots: serious.filter(({ causedBy }) => causedBy === null).map((finding) => describe(finding, title)),
    consequencesIn: [...new Set(followed)],
  }
}

/** One text of the catalog after each migration. */
export function statesOf(project: Project, pgVersion: number): readonly string[] {
  return project.migrations.map((_, at) => {
    const migrations = project.migrations.slice(0, at + 1)
    return canonicalText(simulate({ ...project, migrations }, { pgVersion }).catalog())
  })
}

async function readForm(form: Form, steps: readonly ShopStep[]): Promise<Project> {
  const tree = Object.entries(form.files(steps)).map(([file, text]) => [`/shop/${file}`, text])
  const around = { files: memoryFiles(Object.fromEntries(tree)), environment: {} }
  const options = { cwd: '/shop', migrations: [], tool: form.tool } as const
  const { adapter } = await detectProject(options, around)
  return adapter.read(options, around)
}

function titlesOf({ migrations }: Project, steps: readonly ShopStep[]): (name: string) => string {
  const titles = new Map(migrations.map(({ name }, at) => [name, steps[at]?.title ?? '?']))
  return (name) => titles.get(name) ?? name
}

function describe({ rule, migration, objects }: Finding, title: (name: string) => string): string {
  const [object] = objects
  const name = object && [object.schema, object.name, object.column].filter((part) => part).join('.')
  return `${rule} in "${title(migration ?? '')}": ${object ? `${object.kind} ${name}` : 'nothing'}`
}
