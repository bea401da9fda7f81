import { rules } from '@migration-doctor/analyzer'
import type { RuleText } from '@migration-doctor/reporters'

/** What the rules say of themselves, by name. */
export function ruleTexts(): readonly (RuleText & { readonly formerly: readonly string[] })[] {
  return rules.map(({ meta }) => meta).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The name by which a rule is known today, for one it has or had; `null` for what is no rule. */
export function currentName(name: string): string | null {
  return ruleTexts().find((rule) => rule.name === name || rule.formerly.includes(name))?.name ?? null
}
