import { parse } from '@babel/parser'

/** The syntax tree of a configuration in TypeScript or JavaScript. A file of its own, so that the parser can be loaded late. */
export function parseProgram(source: string): ReturnType<typeof parse> {
  return parse(source, { sourceType: 'unambiguous', plugins: ['typescript', 'topLevelAwait'], errorRecovery: true })
}
