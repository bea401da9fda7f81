import { extensionOf } from './path.ts'

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json']
const sourceOf: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
}

/** The files that an import of `base` may mean, in the order in which they are tried. */
export function candidates(base: string): string[] {
  const extension = extensionOf(base)
  const known = extensions.includes(extension)
  const bare = base.slice(0, base.length - extension.length)
  const sources = (sourceOf[extension] ?? []).map((other) => bare + other)
  const direct = known ? [...sources, base] : []
  return [...direct, ...extensions.map((one) => base + one), ...extensions.map((one) => `${base}/index${one}`)]
}
