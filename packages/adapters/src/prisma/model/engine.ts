import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Files } from '@migration-doctor/core'
import { asRecord } from '../../project-files.ts'

/** What is used of Prisma's schema engine. */
export interface SchemaEngine {
  diff(parameters: object): Promise<{ readonly stdout: string | null }>
  free(): void
}

/** What is used of the package `@prisma/schema-engine-wasm`. */
export interface EnginePackage {
  readonly SchemaEngine: {
    new: (parameters: object, log: (text: string) => void, factory: object) => Promise<SchemaEngine>
  }
}

/** TypeScript knows it only from the library of browsers. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

const name = '@prisma/schema-engine-wasm/schema_engine_bg'

/** The schema engine that the project's own Prisma brings; `null` when none is installed. */
export async function loadEngine(home: string, files: Files): Promise<EnginePackage | null> {
  const main = resolveFrom(home)
  if (main === null) return null
  const known = loaded.get(main) ?? instantiate(main, files)
  loaded.set(main, known)
  return known
}

/** A second instance would take the place of the first in the same module. */
const loaded = new Map<string, Promise<EnginePackage>>()

async function instantiate(main: string, files: Files): Promise<EnginePackage> {
  const glue: EnginePackage & { __wbg_set_wasm(exports: object): void } = await import(pathToFileURL(main).href)
  // Node imports no `.wasm` without a flag.
  const binary = await files.readBytes(path.join(path.dirname(main), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': idle(glue) })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
  return glue
}

/** It is a dependency of `@prisma/internals`, or hoisted. */
function resolveFrom(home: string): string | null {
  for (const through of ['@prisma/internals', 'prisma', null]) {
    try {
      const own = createRequire(path.join(home, 'package.json'))
      const from = through === null ? own : createRequire(own.resolve(`${through}/package.json`))
      return from.resolve(name)
    } catch {
      // Not installed there.
    }
  }
  return null
}

/** The engine never clears the timers of its locks; they must not keep a process alive. */
function idle(glue: object): object {
  const timer = (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds).unref()
  const entries = Object.entries(asRecord(glue) ?? {})
  return Object.fromEntries(entries.map(([key, value]) => [key, key.startsWith('__wbg_setTimeout_') ? timer : value]))
}
