import { type Finding, unusable } from '@migration-doctor/core'
import type { RuleSetting } from './settings.ts'

type RuleSettings = Readonly<Record<string, RuleSetting>>

/**
 * The settings by the names the rules have today.
 * @param current answers `null` for what is no rule.
 * @throws DoctorError (exit code 2) for a name that no rule has or had.
 */
export function byCurrentNames(settings: RuleSettings, current: (name: string) => string | null): RuleSettings {
  const unknown = Object.keys(settings).filter((name) => current(name) === null)
  if (unknown.length === 0) {
    return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [current(name) ?? name, setting]))
  }
  const names = unknown.map((name) => `\`${name}\``).join(', ')
  throw unusable(`The configuration names rules that do not exist: ${names}.`, 'migration-doctor explain lists all.')
}

/** Silences rules and changes their severities. What follows from a silenced finding is silent with it. */
export function applyRuleSettings(findings: readonly Finding[], settings: RuleSettings): readonly Finding[] {
  const silent = new Set(findings.filter(({ rule }) => settings[rule] === 'off').map(({ id }) => id))
  return freed(findings, settings)
    .filter(({ id, causedBy }) => !silent.has(id) && (causedBy === null || !silent.has(causedBy)))
    .map((finding) => withSeverity(finding, settings[finding.rule]))
}

/** A refused statement stays refused when the accepted one that it follows from is made less of: it counts by itself. */
function freed(findings: readonly Finding[], settings: RuleSettings): readonly Finding[] {
  const accepted = ({ rule, evidence }: Finding) =>
    settings[rule] !== undefined && settings[rule] !== 'error' && evidence.sqlstate === undefined
  const lesser = new Set(findings.filter(accepted).map(({ id }) => id))
  return findings.map((finding) => {
    const { causedBy, evidence } = finding
    const isFree = causedBy !== null && evidence.sqlstate !== undefined && lesser.has(causedBy)
    return isFree ? { ...finding, causedBy: null } : finding
  })
}

function withSeverity(finding: Finding, setting: RuleSetting | undefined): Finding {
  return setting === undefined || setting === 'off' ? finding : { ...finding, severity: setting }
}
