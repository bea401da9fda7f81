import type { ReplayOutcome, ReplayScript, ReplayStatement, ServerError } from '@migration-doctor/core'
import { isLocaleName } from '@migration-doctor/core'
import { noCopyData } from '../wire/wire.ts'
import type { Answer } from './run.ts'

type Known = Partial<ReplayScript> & { readonly lacks?: readonly string[] }

/** Tells refusals that mean something from those that only mean that the scratch database is not the real one. */
export class Judge {
  readonly #server: string
  /** Extensions that the scratch database lacks. */
  readonly #lacking = new Set<string>()
  /** Names in the statements that were skipped, by statement. */
  readonly #skipped: { readonly number: number; readonly names: ReadonlySet<string>; readonly text: string }[] = []

  /** Schemas of the user's platform. */
  readonly #absent: ReadonlySet<string>
  readonly #toolTable: string | null

  constructor(server: string, { absentSchemas = [], toolTable, lacks = [] }: Known = {}) {
    this.#server = server
    for (const extension of lacks) this.#lacking.add(extension)
    this.#absent = new Set(absentSchemas)
    this.#toolTable = toolTable ?? null
  }

  judge(statement: ReplayStatement, answer: Answer): ReplayOutcome {
    const { number } = statement
    const skipped = answer.skipped ?? (answer.error && this.#reason(answer.error))
    if (!skipped && answer.error === null && this.#asksInVain(statement.text)) {
      this.#skipped.push(skippedOf(statement))
    }
    if (!skipped) return { number, error: answer.error }
    if (answer.error === null || this.#extensionOf(answer.error) === null) {
      this.#skipped.push(skippedOf(statement))
    }
    return { number, error: null, skipped }
  }

  /** A program that makes an extension where it can, and goes on without it where it cannot. */
  #asksInVain(text: string): boolean {
    if (this.#lacking.size === 0) return false
    const words = wordsOf(text)
    return words.includes('extension') && words.some((word) => this.#lacking.has(word))
  }

  #reason(error: ServerError): string | null {
    const extension = this.#extensionOf(error)
    if (extension !== null) {
      this.#lacking.add(extension)
      return `${this.#server} lacks the extension "${extension}"`
    }
    return this.#ofTheServer(error) ?? this.#ofSkipped(error) ?? this.#ofExtension(error)
  }

  /** The extension that a refused `CREATE EXTENSION` asked for, when the reason is that it is not installed there. */
  #extensionOf({ sqlstate, message, detail = '' }: ServerError): string | null {
    const name = quotedIn(message)[0] ?? ''
    if (sqlstate === '0A000' && message.endsWith('is not available')) return name
    if (sqlstate === '22023' && message.includes('no installation script')) return name
    if (sqlstate === '42501' && message.startsWith('permission denied to create extension')) return name
    if (sqlstate === '42704' && message.startsWith('required extension') && this.#lacking.has(name)) return name
    if (sqlstate !== '58P01') return null
    if (message.includes('extension control file')) return fileName(name)
    return message.startsWith('could not access file') || detail.includes('control file') ? fileName(name) : null
  }

  /** What belongs to a server and not to a database cannot be judged on another server. */
  #ofTheServer({ sqlstate, message }: ServerError): string | null {
    if (message.includes(noCopyData)) return 'its rows follow it in the file (COPY … FROM STDIN)'
    const missing = sqlstate === '42704' && message.endsWith('does not exist')
    const kind = ['role', 'tablespace', 'collation', 'language'].find((word) => message.startsWith(`${word} "`))
    const ofItsOwn = kind !== 'collation' || isLocaleName(namesIn(message).at(-1) ?? '')
    if (missing && kind !== undefined && ofItsOwn) return `${this.#server} has no ${kind} "${quotedIn(message)[0]}"`
    if (this.#toolTable !== null && sqlstate === '42P01' && namesIn(message).at(-1) === this.#toolTable) {
      return `it names the tool's own table "${this.#toolTable}"`
    }
    const absent = namesIn(message).find((name) => this.#absent.has(name))
    if (absent !== undefined && message.endsWith('does not exist')) return `it needs schema "${absent}" of the platform`
    // Supabase's own, which is there with its schemas.
    if (missing && this.#absent.size > 0 && message.startsWith('publication "supabase_realtime"'))
      return 'it needs the publication "supabase_realtime" of the platform'
    if (sqlstate === '3D000') return `it names the database "${quotedIn(message)[0]}"`
    if (ofTheMachine.some((prefix) => sqlstate.startsWith(prefix))) return `${this.#server} could not: ${message}`
    if (sqlstate === '57014' && message.includes('statement timeout')) return 'it did not end in time'
    return null
  }

  /** A refusal that speaks of nothing but names of one skipped statement follows from its being skipped. */
  #ofSkipped({ sqlstate, message }: ServerError): string | null {
    if (!followers.some((prefix) => sqlstate.startsWith(prefix))) return null
    const names = namesIn(message)
    if (names.length === 0) return null
    const exists = alreadyThere.has(sqlstate)
    const cause = this.#skipped.find(
      (each) =>
        names.every((name) => each.names.has(name) || each.text.includes(`"${name}"`)) &&
        (!exists || takingAway.some((word) => each.names.has(word))),
    )
    return cause ? `${message}, which statement ${cause.number} would have changed, had it not been skipped` : null
  }

  /** What is missing may be the extension's. */
  #ofExtension({ sqlstate, message }: ServerError): string | null {
    const [first] = this.#lacking
    if (first === undefined || !message.includes('does not exist')) return null
    const known = schemasOfExtensions.find(([extension, schema]) => {
      return this.#lacking.has(extension) && namesIn(message).includes(schema)
    })
    const mayBe = sqlstate === '42704' || sqlstate === '42883' || (known && ['3F000', '42P01'].includes(sqlstate))
    if (!mayBe) return null
    return `${message}; it may come with the extension "${known?.[0] ?? first}", which ${this.#server} lacks`
  }
}

/** Lack of resources, intervention, files and internal errors: no verdict on a statement. */
const ofTheMachine = ['08', '53', '57P', '58', 'XX']

/** Classes of refusals that a missing or superfluous object causes. */
const followers = ['23', '42P', '427', '428', '426', '3F', '2BP', '429']

/** What is in the way would be gone only if the skipped statement was one to take it away. */
const alreadyThere = new Set(['42P07', '42710', '42701', '42P06', '42723'])
const takingAway = ['drop', 'rename', 'set']

/** Schemas and tables that well-known extensions make. */
const schemasOfExtensions: readonly (readonly [string, string])[] = [
  ['pg_cron', 'cron'],
  ['postgis', 'spatial_ref_sys'],
  ['postgis', 'geometry_columns'],
  ['postgis_topology', 'topology'],
  ['postgis_tiger_geocoder', 'tiger'],
  ['timescaledb', 'timescaledb_information'],
  ['timescaledb', '_timescaledb_catalog'],
  ['timescaledb', '_timescaledb_internal'],
  ['pgmq', 'pgmq'],
  ['pg_partman', 'partman'],
  ['pg_net', 'net'],
  ['http', 'http'],
  ['pgsodium', 'pgsodium'],
  ['supabase_vault', 'vault'],
  ['pg_graphql', 'graphql'],
  ['age', 'ag_catalog'],
]

/** Texts between double quotes in a message of PostgreSQL's. */
function quotedIn(message: string): readonly string[] {
  return [...message.matchAll(/"([^"]+)"/g)].flatMap(([, name]) => (name === undefined ? [] : [name]))
}

/** Names that a message speaks of: the quoted ones, cut at dots, and that of a function or operator. */
function namesIn(message: string): readonly string[] {
  const quoted = quotedIn(message).flatMap((name) => name.split('.'))
  const called = /^(?:function|procedure|aggregate) ([^(]+)\(/.exec(message)?.[1]?.split('.') ?? []
  return [...quoted, ...called].map((name) => name.toLowerCase()).filter((name) => name !== 'public')
}

/** Names with blanks in them are looked for in the text. */
function skippedOf({ number, text }: ReplayStatement) {
  return { number, names: new Set(wordsOf(text)), text: text.toLowerCase() }
}

/** Everything in a statement that could be a name, in lower case. */
function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}_$]+/u)
}

function fileName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1)
  return file.replace(/\.(control|so|dll|dylib)$/, '')
}
