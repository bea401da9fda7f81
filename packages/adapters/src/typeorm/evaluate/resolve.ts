import { candidates } from './candidate.ts'
import { isAbsolute, resolvePath } from './path.ts'
import type { SourceStore } from './source.ts'

/** `paths` and `baseUrl` of the project's `tsconfig.json`. */
export interface Aliases {
  /** Absolute. */
  readonly base: string
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[]
}

/** Finds the file of the project that an import means. */
export class Resolver {
  readonly #store: SourceStore
  readonly #aliases: Aliases | null

  constructor(store: SourceStore, aliases: Aliases | null) {
    this.#store = store
    this.#aliases = aliases
  }

  /** `from`: the importing file, absolute. `null`: not a file of the project. */
  resolve(specifier: string, from: string): string | null {
    if (specifier === '') return null
    if (specifier.startsWith('.') || isAbsolute(specifier)) {
      return this.#store.first(candidates(resolvePath(from, '..', specifier)))
    }
    if (specifier.startsWith('node:')) return null
    const bases = this.#aliasTargets(specifier)
    return bases.length === 0 ? null : this.#store.first(bases.flatMap((base) => candidates(base)))
  }

  #aliasTargets(specifier: string): string[] {
    const { root } = this.#store
    const targets = specifier.includes('/') && !specifier.startsWith('@') ? [resolvePath(root, specifier)] : []
    const aliases = this.#aliases
    if (!aliases) return targets
    if (!specifier.startsWith('@')) targets.push(resolvePath(aliases.base, specifier))
    for (const { pattern, targets: to } of aliases.paths) {
      const rest = matchAlias(pattern, specifier)
      if (rest !== null) targets.unshift(...to.map((target) => resolvePath(aliases.base, target.replace('*', rest))))
    }
    return [...new Set(targets)]
  }
}

function matchAlias(pattern: string, specifier: string): string | null {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === specifier ? '' : null
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)]
  const fits = specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length >= head.length + tail.length
  return fits ? specifier.slice(head.length, specifier.length - tail.length) : null
}
