import type { OrderAlternative, OrderExplanation } from '@migration-doctor/core'
import { compareBytes } from '../project-files.ts'
import type { Behaviour } from './behaviour.ts'

/** Locales whose alphabets put letters, digraphs or signs elsewhere than English does. */
const otherLocales = ['da-DK', 'et-EE', 'cs-CZ', 'hr-HR', 'hu-HU', 'lt-LT', 'sv-SE', 'tr-TR', 'cy-GB']

const collators = new Map<string, Intl.Collator>()

/** The comparison of directory names that a behaviour uses. */
export function comparatorOf(order: Behaviour['order'], locale = 'en-US'): (a: string, b: string) => number {
  return order === 'bytes' ? compareBytes : collatorOf(locale).compare
}

function collatorOf(locale: string): Intl.Collator {
  const known = collators.get(locale)
  if (known) return known
  const collator = new Intl.Collator(locale)
  collators.set(locale, collator)
  return collator
}

/** Sorts as Prisma does: the sort is stable over the byte order in which directories are listed. */
export function sortNames(names: readonly string[], order: Behaviour['order'], locale = 'en-US'): readonly string[] {
  const listed = [...names].sort(compareBytes)
  return order === 'bytes' ? listed : listed.sort(comparatorOf(order, locale))
}

/** The order of these directories, why it is so, and every other order in use that would differ. */
export function explainOrder(
  names: readonly string[],
  order: Behaviour['order'],
  version: { readonly text: string | null; readonly why: string },
): OrderExplanation {
  const sorted = sortNames(names, order)
  return {
    by: order === 'bytes' ? 'bytes' : 'localeCompare(en-US)',
    why: whyOf(order, version),
    alternatives: alternativesTo(sorted, names, order),
  }
}

function whyOf(order: Behaviour['order'], version: { readonly text: string | null; readonly why: string }): string {
  const rule = order === 'bytes' ? 'Prisma up to 6.5 sorts by bytes' : 'Prisma 6.6 and later sorts with localeCompare'
  return version.text === null
    ? `${rule}; ${version.why}`
    : `${rule}, and this project uses ${version.text} (${version.why})`
}

function alternativesTo(
  sorted: readonly string[],
  names: readonly string[],
  order: Behaviour['order'],
): readonly OrderAlternative[] {
  if (haveDistinctStamps(sorted)) return []
  const seen = new Set([sorted.join('\0')])
  const candidates: readonly OrderAlternative[] = [
    order === 'bytes'
      ? { by: 'localeCompare(en-US)', when: 'Prisma 6.6 and later', names: sortNames(names, 'localeCompare') }
      : { by: 'bytes', when: 'Prisma up to 6.5', names: sortNames(names, 'bytes') },
    ...otherLocales.map((locale) => ({
      by: `localeCompare(${locale})`,
      when: `Prisma 6.6 and later on a machine whose locale is ${locale}`,
      names: sortNames(names, 'localeCompare', locale),
    })),
  ]
  return candidates.filter((candidate) => {
    const key = candidate.names.join('\0')
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Digits of one length that are all different decide every comparison, in every order. */
function haveDistinctStamps(names: readonly string[]): boolean {
  const stamps = names.map((name) => /^[0-9]+/.exec(name)?.[0] ?? '')
  return (
    new Set(stamps).size === names.length && stamps.every((stamp) => stamp !== '' && stamp.length === stamps[0]?.length)
  )
}
