import type { Invocation } from '@migration-doctor/reporters'
import type { Host } from './host.ts'
import type { DatabaseArguments, ProjectArguments } from './options.ts'

const repeated = [
  'cwd',
  'config',
  'project',
  'tool',
  'migrations',
  'schema',
  'history-table',
  'tool-version',
  'pg-version',
  'url',
] as const

/** The options that the next command needs too. Passwords are left out: libpq’s own places hold them. */
export function invocationOf(args: Partial<ProjectArguments & DatabaseArguments>, host: Host): Invocation {
  const words = repeated.flatMap((option) => {
    const value = args[option]
    if (value === undefined) return []
    const values = Array.isArray(value) ? value : [value]
    return values.flatMap((one) => [`--${option}`, quoted(withoutPassword(String(one)))])
  })
  return { program: host.program, options: words.join(' ') }
}

function withoutPassword(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  if (url.password === '' && !url.searchParams.has('password')) return text
  url.password = ''
  url.searchParams.delete('password')
  return url.href
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
