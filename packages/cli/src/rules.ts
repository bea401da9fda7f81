import { rules } from '@migration-doctor/analyzer'
import { fixes } from '@migration-doctor/fixer'
import type { RuleText } from '@migration-doctor/reporters'

const cured: ReadonlySet<string> = new Set(fixes.map(({ rule }) => rule))

/** What the rules say of themselves, by name. */
export function ruleTexts(): readonly (RuleText & { readonly formerly: readonly string[] })[] {
  const texts = rules.map(({ meta }) => ({ ...meta, curable: cured.has(meta.name) }))
  return texts.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The name by which a rule is known today, for one it has or had; `null` for what is no rule. */
export function currentName(name: string): string | null {
  return ruleTexts().find((rule) => rule.name === name || rule.formerly.includes(name))?.name ?? null
}
