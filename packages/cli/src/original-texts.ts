import { isEdited, recordedByName } from '@migration-doctor/analyzer'
import type { Migration } from '@migration-doctor/core'
import type { Host } from './host.ts'
import type { Observation } from './observe.ts'
import type { OpenProject } from './open-project.ts'

/** How many versions of one file are looked at, the newest first. */
const mostVersions = 50

/**
 * What the files of edited migrations held when they were applied: the text, out of version control, whose checksum is
 * the recorded one. Where the change is one of line ends alone, version control is not needed.
 */
export async function originalTexts(
  open: OpenProject,
  observation: Observation | null,
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  const history = observation?.history ?? 'absent'
  const originals = new Map<string, string>()
  if (history === 'absent') return originals
  const recorded = recordedByName(history)
  for (const migration of open.project.migrations) {
    const row = recorded.get(migration.name)?.row
    if (!row?.checksum || row.state === 'rolled-back' || !isEdited(migration, row)) continue
    const text = await originalOf(migration, row.checksum, { open, host })
    if (text !== null) originals.set(migration.name, text)
  }
  return originals
}

interface Search {
  readonly open: OpenProject
  readonly host: Host
}

async function originalOf(migration: Migration, checksum: string, { open, host }: Search): Promise<string | null> {
  const { adapter, project } = open
  const fits = (text: string) => adapter.checksumsOf?.(text, project).includes(checksum) === true
  const now = project.sources.get(migration.file)
  const form = now === undefined ? undefined : formsOf(now).find(fits)
  if (form !== undefined) return form
  for await (const text of versionsOf(migration.file, project.root, host)) if (fits(text)) return text
  return null
}

/** The same lines with other ends: what editors, formatters and `core.autocrlf` change unasked. */
function formsOf(text: string): readonly string[] {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  const bare = lines.trimEnd()
  const forms = [lines, bare, `${bare}\n`, `${bare}\n\n`]
  const trimmed = forms.map((form) => form.replace(/[ \t]+$/gm, ''))
  return [...forms, ...trimmed].flatMap((form) => [form, form.replaceAll('\n', '\r\n')])
}

/** Earlier texts of a file, renames followed; none where there is no version control. */
async function* versionsOf(file: string, root: string, host: Host): AsyncGenerator<string> {
  const git = (...words: string[]) => host.run('git', words, root).catch(() => '')
  const log = await git(
    'log',
    '--follow',
    '--name-only',
    '--relative',
    '-z',
    '--format=%H',
    `-n${mostVersions}`,
    '--',
    file,
  )
  const fields = log.split('\0').map((field) => field.trim())
  for (const [at, commit] of fields.entries()) {
    const name = fields[at + 1]
    if (!/^[0-9a-f]{40,64}$/.test(commit) || !name) continue
    yield await git('cat-file', 'blob', `${commit}:./${name}`)
  }
}
