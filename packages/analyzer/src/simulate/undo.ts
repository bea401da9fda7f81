/**
 * Changes in the order they were made. Each is a row of three columns, not an object of its own: nearly every change is
 * kept, and making a record of it would cost more than the change.
 */
export class UndoLog {
  /** The object, map or set that was changed; or a function that undoes something else. */
  readonly #targets: object[] = []
  readonly #keys: unknown[] = []
  /** What was there before; `undefined`: nothing. */
  readonly #before: unknown[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(target: object, key: unknown, before: unknown): void {
    const at = this.#length++
    this.#targets[at] = target
    this.#keys[at] = key
    this.#before[at] = before
  }

  rollbackTo(mark: number): void {
    while (this.#length > mark) {
      const at = --this.#length
      const target = this.#targets[at]
      if (target) undo(target, this.#keys[at], this.#before[at])
    }
  }

  /** Keeps the place for the next changes, which nearly every statement makes. */
  clear(): void {
    if (this.#length > 1000) for (const column of [this.#targets, this.#keys, this.#before]) column.length = 0
    this.#length = 0
  }
}

function undo(target: object, key: unknown, before: unknown): void {
  if (typeof target === 'function') target()
  else if (target instanceof Map) undoEntry(target, key, before)
  else if (target instanceof Set) undoMember(target, key, before)
  else Reflect.set(target, String(key), before)
}

function undoEntry(map: Map<unknown, unknown>, key: unknown, before: unknown): void {
  if (before === undefined) map.delete(key)
  else map.set(key, before)
}

/** `before`: whether it was a member. */
function undoMember(set: Set<unknown>, value: unknown, before: unknown): void {
  if (before === true) set.add(value)
  else set.delete(value)
}
