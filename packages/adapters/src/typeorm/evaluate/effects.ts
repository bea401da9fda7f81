import type { CatalogView, Place, Step } from '@migration-doctor/core'
import type { ArrayValue, Binding, ObjectValue, Recorder, Unknown } from './value.ts'

/** Thrown when the program asks for what the catalog holds and nobody has answered yet. */
export class NeedsCatalog extends Error {
  readonly place: Place
  constructor(place: Place) {
    super('needs the catalog')
    this.place = place
  }
}

/** Thrown when the program needs a file that has not been read yet. */
export class NeedsFile extends Error {
  readonly paths: readonly string[]
  constructor(paths: readonly string[]) {
    super('needs a file')
    this.paths = paths
  }
}

/** Thrown when the program would run for too long. */
export class Exhausted extends Error {}

interface Trial {
  readonly why: Unknown
  readonly steps: Step[]
  readonly bindings: Set<Binding>
  readonly objects: Set<ArrayValue | ObjectValue>
}

const maximumTurns = 400_000

/** What running the program does, and what it may ask. */
export class Effects implements Recorder {
  readonly steps: Step[] = []
  readonly #answers: readonly CatalogView[]
  #asked = 0
  #turns = 0
  readonly #trials: Trial[] = []
  /** Depth of `try` blocks whose errors go no further. */
  swallowing = 0
  depth = 0

  constructor(answers: readonly CatalogView[]) {
    this.#answers = answers
  }

  emit(step: Step): void {
    const trial = this.#trials.at(-1)
    const swallowed = this.swallowing > 0 && (step.kind === 'sql' || step.kind === 'refusal')
    const noted = swallowed ? { ...step, swallow: true } : step
    ;(trial ? trial.steps : this.steps).push(noted)
  }

  /** The catalog at this point of the run; the same question is answered the same way on the next run. */
  catalog(place: Place): CatalogView | Unknown {
    const trial = this.#trials.at(-1)
    if (trial) return trial.why
    const answer = this.#answers[this.#asked]
    this.#asked += 1
    if (!answer) throw new NeedsCatalog(place)
    return answer
  }

  get inTrial(): Unknown | null {
    return this.#trials.at(-1)?.why ?? null
  }

  turn(): void {
    this.#turns += 1
    if (this.#turns > maximumTurns) throw new Exhausted()
  }

  writing(target: Binding): void {
    this.#trials.at(-1)?.bindings.add(target)
  }

  changing(target: ArrayValue | ObjectValue): void {
    this.#trials.at(-1)?.objects.add(target)
  }

  /**
   * Runs what may or may not run, or may run many times. What it sends is handed back instead of being sent;
   * what it changes is unknown from then on.
   */
  attempt(why: Unknown, body: () => void): readonly Step[] {
    const trial: Trial = { why, steps: [], bindings: new Set(), objects: new Set() }
    this.#trials.push(trial)
    try {
      body()
    } finally {
      this.#trials.pop()
      this.#taint(trial)
    }
    return trial.steps
  }

  #taint(trial: Trial): void {
    for (const binding of trial.bindings) {
      binding.value = trial.why
      this.writing(binding)
    }
    for (const object of trial.objects) {
      object.taint = trial.why
      this.changing(object)
    }
  }
}
