import type { Migration, OrderAlternative, OrderExplanation } from '@migration-doctor/core'
import { compareBytes } from '../project-files.ts'
import type { Dialect } from './dialect.ts'
import { isHomeMadeDialect } from './home-made-table.ts'
import { compareDigits, numbered } from './name.ts'

/** The order of the files, and for home-made runners the other usual ones that would differ. */
export function explainFileOrder(migrations: readonly Migration[], dialect: Dialect): OrderExplanation {
  const names = migrations.map(({ name }) => name)
  return {
    by: dialect.orderBy,
    why: `${dialect.title} runs files by ${dialect.orderBy === 'bytes' ? 'name, byte for byte' : dialect.orderBy}`,
    alternatives: isHomeMadeDialect(dialect) ? alternativesTo(names) : [],
  }
}

/** Home-made runners sort in one of these ways; which one, only the runner knows. */
function alternativesTo(names: readonly string[]): readonly OrderAlternative[] {
  const english = new Intl.Collator('en-US')
  const candidates: readonly OrderAlternative[] = [
    { by: 'number', when: 'a runner that sorts by the leading number', names: [...names].sort(byLeadingNumber) },
    {
      by: 'localeCompare(en-US)',
      when: 'a runner that sorts with localeCompare',
      names: [...names].sort(english.compare),
    },
  ]
  const seen = new Set([names.join('\0')])
  return candidates.filter((candidate) => {
    const key = candidate.names.join('\0')
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

function byLeadingNumber(a: string, b: string): number {
  return compareDigits(numbered(a)?.digits ?? '', numbered(b)?.digits ?? '') || compareBytes(a, b)
}
