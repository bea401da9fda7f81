import type {
  Catalog,
  History,
  HistorySurroundings,
  MigrationState,
  ModelDrift,
  Project,
  ReplayResult,
} from '@migration-doctor/core'
import type { Judgement, Judgements } from './judge.ts'
import type { Timeline } from './timeline.ts'

/** Everything that rules may look at. Pure data: rules read, nothing else. */
export interface World {
  readonly project: Project
  readonly timeline: Timeline
  readonly judgements: Judgements
  /** Refusals by the rule that explains them. */
  readonly explained: ReadonlyMap<string, readonly Explained[]>
  /** `null`: no database was asked. `absent`: it was, and has no tracking table. */
  readonly history: History | 'absent' | null
  /** Other tracking tables, and who is at work; `null`: it was not asked. */
  readonly surroundings: HistorySurroundings | null
  /** What the files of edited migrations held when they were applied, by migration, where that is known. */
  readonly originals: ReadonlyMap<string, string>
  /** `null`: no database was asked. */
  readonly live: Catalog | null
  readonly replay: ReplayResult | null
  /** `null`: the model was not compared. */
  readonly model: ModelDrift | null
  readonly states: ReadonlyMap<string, MigrationState>
}

/** A refusal with the facts that its rule made of it. */
export interface Explained {
  readonly judgement: Judgement
  readonly data: Readonly<Record<string, unknown>>
}

/** What a rule cannot do without. */
export type Need = 'history' | 'catalog' | 'replay' | 'model'
