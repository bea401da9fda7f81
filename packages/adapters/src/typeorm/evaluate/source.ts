import { type ParserPlugin, parse } from '@babel/parser'
import type { Files } from '@migration-doctor/core'
import { candidates } from './candidate.ts'
import { NeedsFile } from './effects.ts'
import { extensionOf, relativeTo, resolvePath } from './path.ts'
import type { SourceFile } from './source-file.ts'

const scriptExtensions = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'])
/** A relative import or `require`. */
const importOf = /(?:\bfrom\s*|\brequire\(\s*|\bimport\s*\(?\s*)['"](\.[^'"]*)['"]/g

const maximumBytes = 8_000_000

/**
 * The project's files as the evaluator sees them: synchronous, and complete only for what was loaded.
 * Asking for a file that was never tried throws `NeedsFile`; the caller loads it and runs again.
 */
export class SourceStore {
  readonly #texts = new Map<string, string | null>()
  readonly #parsed = new Map<string, SourceFile>()
  /** Files whose imports have been read, too. */
  readonly #complete = new Set<string>()
  readonly root: string
  /** The folder in which the project's programs would be run. */
  home: string
  readonly #files: Files
  /** After loading has ended, files that were never tried count as missing. */
  sealed = false

  constructor(root: string, files: Files) {
    this.root = root
    this.home = root
    this.#files = files
  }

  /** `null` when there is no such file. */
  text(path: string): string | null {
    const known = this.#texts.get(path)
    if (known !== undefined) return known
    if (this.sealed) return null
    throw new NeedsFile([path])
  }

  /** The first of some paths that is a file; `null` when none is. */
  first(paths: readonly string[]): string | null {
    for (const [index, path] of paths.entries()) {
      const text = this.#texts.get(path)
      if (typeof text === 'string') return path
      if (text === undefined && !this.sealed) throw new NeedsFile(paths.slice(index))
    }
    return null
  }

  /** Reads a file, and what it imports beside it, because every file that is missing later costs a whole new run. */
  async load(path: string): Promise<void> {
    const text = await this.#fetch(path)
    if (text === null || this.#complete.has(path)) return
    await Promise.all(importsIn(text).map((one) => this.#fetchFirst(candidates(resolvePath(path, '..', one)))))
    this.#complete.add(path)
  }

  async #fetchFirst(paths: readonly string[]): Promise<void> {
    for (const path of paths) if ((await this.#fetch(path)) !== null) return
  }

  async #fetch(path: string): Promise<string | null> {
    const known = this.#texts.get(path)
    if (known !== undefined) return known
    const text = await this.#read(path)
    this.#texts.set(path, text)
    if (text === null || !isScript(path) || importsIn(text).length === 0) this.#complete.add(path)
    return text
  }

  async #read(path: string): Promise<string | null> {
    try {
      const text = await this.#files.readText(path)
      return text.length > maximumBytes ? null : text
    } catch {
      return null
    }
  }

  /** `null` when there is no such file. */
  program(path: string): SourceFile | null {
    const parsed = this.#parsed.get(path)
    if (parsed) return parsed
    const text = this.text(path)
    if (text === null) return null
    if (!this.sealed && !this.#complete.has(path)) throw new NeedsFile([path])
    const source = parseSource(path, relativeTo(this.root, path), text)
    this.#parsed.set(path, source)
    return source
  }

  /** Text of every file that was read, by its relative name. */
  sources(): Map<string, string> {
    const sources = new Map<string, string>()
    for (const [path, text] of this.#texts) if (text !== null) sources.set(relativeTo(this.root, path), text)
    return sources
  }
}

function importsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(importOf)].map((match) => match[1] ?? ''))]
}

export function isScript(path: string): boolean {
  return scriptExtensions.has(extensionOf(path))
}

function parseSource(path: string, file: string, text: string): SourceFile {
  const extension = extensionOf(path)
  const plugins: ParserPlugin[] = ['decorators-legacy', 'decoratorAutoAccessors']
  if (extension.endsWith('ts') || extension === '.tsx') plugins.push('typescript')
  else plugins.push('flow')
  if (extension.endsWith('x')) plugins.push('jsx')
  try {
    const ast = parse(text, {
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
      allowUndeclaredExports: true,
      errorRecovery: true,
      attachComment: false,
      plugins,
    })
    return { file, path, text, program: ast.program, fault: null }
  } catch (error) {
    return { file, path, text, program: null, fault: faultOf(error) }
  }
}

function faultOf(error: unknown): { message: string; offset: number } {
  const message = error instanceof Error ? error.message : String(error)
  const offset = error instanceof Error && 'pos' in error && typeof error.pos === 'number' ? error.pos : 0
  return { message: message.replace(/ \(\d+:\d+\)$/, ''), offset }
}
