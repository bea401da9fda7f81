import type { Finding, ProjectReport } from '@migration-doctor/core'

export function findingOf(facts: Partial<Finding>): Finding {
  return {
    id: 'a',
    rule: 'a-rule',
    severity: 'error',
    message: '',
    help: '',
    migration: null,
    location: null,
    objects: [],
    related: [],
    evidence: { level: 'simulated' },
    causedBy: null,
    data: {},
    ...facts,
  }
}

export function projectOf(...findings: Finding[]): ProjectReport {
  return {
    name: 'a',
    tool: 'sql',
    toolVersion: null,
    order: { by: '', why: '' },
    database: null,
    migrations: [],
    coverage: { statements: 0, simulated: 0, replayed: 0, unreadable: 0 },
    skipped: [],
    findings,
  }
}
