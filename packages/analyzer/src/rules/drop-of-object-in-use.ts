import { defineRefusalRule } from '../rule.ts'

interface Data {
  readonly says: string
}

/** Drops something that others need. */
export const rule = defineRefusalRule<Data>({
  name: 'drop-of-object-in-use',
  rank: 15,
  severity: 'error',
  summary: 'A statement drops something that other objects depend on, without CASCADE.',
  why: 'PostgreSQL refuses to drop what views, foreign keys, defaults or functions stand on. The migration stops here.',
  explain: ({ sqlstate, message }) => (sqlstate === '2BP01' ? { says: message } : null),
  message: ({ says }) => `The drop is refused: ${says}.`,
  help: () => 'Drop or change what depends on it first. Add CASCADE only when all of that may go.',
})
