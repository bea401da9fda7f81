import { refused } from '@migration-doctor/core'
import { textOfObject } from '../effects/contents.ts'
import type { Effect } from '../effects/effects.ts'
import type { MarkKind } from './choose.ts'

/** As many objects as a line can name. */
const named = 4

/** What is known of a migration besides its name. */
export interface Witness {
  readonly effects: readonly Effect[]
  /** Whether it would run once more over what is there. */
  readonly runsAgain: () => boolean
}

/**
 * What speaks for a mark, as a sentence for the question to the user.
 * @throws DoctorError (exit code 4) when the database speaks against it, or does not say.
 */
export function proofSentence(migration: string, as: MarkKind, { effects, runsAgain }: Witness): string {
  if (as === 'applied') return appliedSentence(migration, effects)
  const there = effects.filter(({ kind, holds }) => kind === 'makes' && holds)
  if (there.length === 0) return `mark ${migration} as ${as}: nothing that it makes is there`
  if (runsAgain())
    return `mark ${migration} as ${as}: what it makes is there (${list(there)}), and it can run again over it`
  throw refused(
    `${migration} is not marked as ${as}: of what it makes, ${list(there)} ${there.length === 1 ? 'is' : 'are'} there, and running it again would fail.`,
    `${hint} \`fix\` looks for a cure that fits.`,
  )
}

function appliedSentence(migration: string, effects: readonly Effect[]): string {
  const against = effects.filter(({ holds }) => !holds)
  if (against.length > 0) {
    const made = against.filter(({ kind }) => kind === 'makes')
    const left = against.filter(({ kind }) => kind === 'takes away')
    const reasons = [made.length > 0 ? `${list(made)} missing` : '', left.length > 0 ? `${list(left)} still there` : '']
    throw refused(`${migration} is not marked as applied: ${reasons.filter(Boolean).join('; ')}.`, hint)
  }
  if (effects.length > 0) return `mark ${migration} as applied: everything that it makes is there (${list(effects)})`
  throw refused(`${migration} is not marked as applied: it leaves nothing that a catalog could show.`, hint)
}

const hint = '--unverified marks it all the same.'

function list(effects: readonly Effect[]): string {
  const shown = effects.slice(0, named).map(({ object }) => textOfObject(object))
  const hidden = effects.length - shown.length
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ')
}
