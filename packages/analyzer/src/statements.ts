import { alterActions, internalActions, irrelevantActions } from './simulate/alter/actions.ts'
import { simulatedKinds } from './simulate/apply.ts'
import { objectKinds } from './simulate/object-kinds.ts'
import { irrelevant, notStatements, opaque } from './simulate/statement-kinds.ts'
import { releaseNotes, versionFeatures } from './simulate/versions/features.ts'

/** What becomes of one kind of statement, action or object. */
export interface Treatment {
  /** The parser's own name: `CreateStmt`, `AT_AddColumn`, `OBJECT_TABLE`. */
  readonly kind: string
  readonly how: 'simulated' | 'irrelevant' | 'opaque' | 'never'
  /** Empty for what is simulated. */
  readonly why: string
  /** What an object is called. */
  readonly words?: string
}

export interface LaterFeature {
  readonly what: string
  readonly since: number
  /** What the versions before say. */
  readonly sqlstate: string
  readonly source: string
}

/** Everything that the parser can read, and what the simulator does with it. */
export interface StatementTable {
  readonly statements: readonly Treatment[]
  /** Actions of ALTER TABLE. */
  readonly actions: readonly Treatment[]
  /** Objects that DROP, RENAME, SET SCHEMA, OWNER TO and COMMENT name. */
  readonly objects: readonly Treatment[]
  readonly features: readonly LaterFeature[]
}

/** Read off the tables by which the simulator itself goes. */
export function statementTable(): StatementTable {
  return {
    statements: sorted([
      ...named(Object.fromEntries(simulatedKinds.map((kind) => [kind, ''])), 'simulated'),
      ...named(irrelevant, 'irrelevant'),
      ...named(opaque, 'opaque'),
      ...named(notStatements, 'never'),
    ]),
    actions: sorted([
      ...named(Object.fromEntries(Object.keys(alterActions).map((kind) => [kind, ''])), 'simulated'),
      ...named(irrelevantActions, 'irrelevant'),
      ...named(internalActions, 'never'),
    ]),
    objects: sorted(Object.entries(objectKinds).map(([kind, treatment]) => objectTreatment(kind, treatment))),
    features: versionFeatures.map(({ what, since, sqlstate }) => ({
      what,
      since,
      sqlstate,
      source: releaseNotes(since),
    })),
  }
}

const named = (reasons: { readonly [kind: string]: string }, how: Treatment['how']): readonly Treatment[] =>
  Object.entries(reasons).map(([kind, why]) => ({ kind, how, why }))

function objectTreatment(kind: string, treatment: (typeof objectKinds)[keyof typeof objectKinds]): Treatment {
  const { words } = treatment
  if (treatment.how === 'simulated') return { kind, how: 'simulated', why: '', words }
  return { kind, how: treatment.how === 'irrelevant' ? 'irrelevant' : 'never', why: treatment.why, words }
}

const sorted = (rows: readonly Treatment[]): readonly Treatment[] =>
  [...rows].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0))
