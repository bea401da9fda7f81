/** One measured thing beside its budget. */
export interface Row {
  readonly what: string
  readonly measured: string
  /** In the unit of the budget. */
  readonly value: number
  /** `null`: for orientation only. */
  readonly budget: number | null
  readonly unit: '×' | 'MB' | 'ms' | 'queries'
}

export const heading = ['| what | measured | value | budget | |', '|---|---|---:|---:|---|'].join('\n')

export const isOver = ({ value, budget }: Row): boolean => budget !== null && !(value <= budget)

export function line(row: Row): string {
  const { what, measured, value, budget, unit } = row
  const shown = (number: number) => (unit === '×' ? `${number.toFixed(2)} ×` : `${Math.round(number)} ${unit}`)
  const verdict = budget === null ? '' : isOver(row) ? 'over' : 'ok'
  return `| ${what} | ${measured} | ${shown(value)} | ${budget === null ? '–' : `≤ ${budget} ${unit}`} | ${verdict} |`
}

export const milliseconds = (time: number): string => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`
