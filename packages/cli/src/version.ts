import { readFileSync } from 'node:fs'

/** What the package says of itself. */
export interface PackageFacts {
  readonly version: string
  /** Where bugs are reported; `null` when the package does not say. */
  readonly bugs: string | null
}

/** Reads the manifest that stands one folder above the code, built or not. */
export function packageFacts(): PackageFacts {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return { version: text(member(manifest, 'version')) ?? '0.0.0', bugs: text(member(member(manifest, 'bugs'), 'url')) }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
