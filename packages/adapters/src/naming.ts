/** `Repair invoice line items` → `repair_invoice_line_items`; ASCII letters, digits and `_`. */
export function snakeCase(title: string): string {
  const plain = title
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  return (
    plain
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 80) || 'repair'
  )
}

/** `20250131235959` in UTC. */
export function utcStamp(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14)
}

/** The time that a 14-digit stamp says; `null` when it is no such time. */
export function timeOfStamp(stamp: string): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(stamp)
  if (!parts) return null
  const time = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}

/** Comment lines, then statements with their semicolons, a blank line between. */
export function sqlText(comment: readonly string[], statements: readonly string[]): string {
  const head = comment.map((line) => (line === '' ? '--' : `-- ${line}`)).join('\n')
  const body = statements.map(terminated)
  return `${[...(head === '' ? [] : [head]), ...body].join('\n\n')}\n`
}

function terminated(statement: string): string {
  const text = statement.trim()
  return text.endsWith(';') ? text : `${text};`
}
