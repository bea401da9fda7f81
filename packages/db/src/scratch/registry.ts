/** Scratch databases that are open in this process, by what removes them. */
const open = new Set<() => Promise<void>>()

/** Remembers a scratch database until it is closed; `remove` runs at most once. */
export function registered(remove: () => Promise<void>): () => Promise<void> {
  let removal: Promise<void> | null = null
  const close = () => {
    removal ??= remove().finally(() => open.delete(close))
    return removal
  }
  open.add(close)
  return close
}

/** Removes all scratch databases of this process, whatever state they are in; for the end of a program and signals. */
export async function closeAllScratches(): Promise<void> {
  await Promise.allSettled([...open].map((close) => close()))
}
