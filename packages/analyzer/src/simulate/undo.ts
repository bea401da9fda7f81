/** How to take one change back. Records of a few kinds: a closure for each change would cost more than the change. */
export interface Undo {
  undo(): void
}

/** Changes in the order they were made. */
export class UndoLog {
  readonly #records: (Undo | (() => void))[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(record: Undo | (() => void)): void {
    this.#records[this.#length++] = record
  }

  rollbackTo(mark: number): void {
    while (this.#length > mark) {
      const record = this.#records[--this.#length]
      if (typeof record === 'function') record()
      else record?.undo()
    }
  }

  /** Keeps the place for the next records, which nearly every statement needs. */
  clear(): void {
    if (this.#length > 1000) this.#records.length = 0
    this.#length = 0
  }
}

export class FieldUndo<T extends object, K extends keyof T> implements Undo {
  readonly #target: T
  readonly #key: K
  readonly #before: T[K]

  constructor(target: T, key: K, before: T[K]) {
    this.#target = target
    this.#key = key
    this.#before = before
  }

  undo(): void {
    this.#target[this.#key] = this.#before
  }
}

export class EntryUndo<K, V> implements Undo {
  readonly #map: Map<K, V>
  readonly #key: K
  readonly #before: V | undefined

  constructor(map: Map<K, V>, key: K, before: V | undefined) {
    this.#map = map
    this.#key = key
    this.#before = before
  }

  undo(): void {
    if (this.#before === undefined) this.#map.delete(this.#key)
    else this.#map.set(this.#key, this.#before)
  }
}

export class MemberUndo<V> implements Undo {
  readonly #set: Set<V>
  readonly #value: V
  readonly #had: boolean

  constructor(set: Set<V>, value: V, had: boolean) {
    this.#set = set
    this.#value = value
    this.#had = had
  }

  undo(): void {
    if (this.#had) this.#set.add(this.#value)
    else this.#set.delete(this.#value)
  }
}
