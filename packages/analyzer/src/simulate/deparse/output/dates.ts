import { unprintable } from '../tree.ts'

const isInfinity = (text: string): boolean => /^-?infinity$/.test(text)

export function dateText(text: string): string {
  const day = text.trim()
  if (isInfinity(day)) return day
  return /^\d{4}-\d\d-\d\d$/.test(day) && isRealDay(day) ? day : unprintable('a date')
}

function isRealDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return day >= '0001' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

export function timestampText(text: string): string {
  const written = text.trim()
  if (isInfinity(written)) return written
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?$/.exec(written)
  if (!parts?.[1] || !isRealDay(parts[1])) return unprintable('a timestamp')
  return `${parts[1]} ${parts[2] === undefined ? '00:00:00' : timeText(parts[2])}`
}

export function timeText(text: string): string {
  const parts = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text.trim()) ?? unprintable('a time')
  const [, hours = '', minutes = '', seconds = '00', fraction = ''] = parts
  if (hours > '23' || minutes > '59' || seconds > '59') return unprintable('a time')
  const rest = fraction.replace(/0+$/, '')
  return `${hours}:${minutes}:${seconds}${rest === '' ? '' : `.${rest}`}`
}

/** How many months, days or seconds a unit has. */
const units: Readonly<Record<string, readonly [months: number, days: number, seconds: number]>> = {
  year: [12, 0, 0],
  month: [1, 0, 0],
  mon: [1, 0, 0],
  week: [0, 7, 0],
  day: [0, 1, 0],
  hour: [0, 0, 3600],
  minute: [0, 0, 60],
  min: [0, 0, 60],
  second: [0, 0, 1],
  sec: [0, 0, 1],
}

/** `interval_out` in the usual style: `1 year 2 mons 3 days 04:05:06`. */
export function intervalText(text: string): string {
  const total: [number, number, number] = [0, 0, 0]
  const words = text.trim().toLowerCase().split(/\s+/)
  if (words.length % 2 === 1) {
    const clock = /^(\d{1,4}):(\d\d)(?::(\d\d))?$/.exec(words.pop() ?? '') ?? unprintable('an interval')
    const [hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0))
    total[2] = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  }
  for (let at = 0; at < words.length; at += 2) {
    const count = words[at] ?? ''
    const unit = units[(words[at + 1] ?? '').replace(/s$/, '')]
    if (!unit || !/^\d{1,6}$/.test(count)) return unprintable('an interval')
    for (const [index, size] of unit.entries()) total[index] = (total[index] ?? 0) + size * Number(count)
  }
  return shownInterval(total)
}

function shownInterval([months, days, seconds]: readonly [number, number, number]): string {
  const several = (count: number, word: string) => (count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`])
  const two = (count: number) => String(count).padStart(2, '0')
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const parts = [
    ...several(Math.floor(months / 12), 'year'),
    ...several(months % 12, 'mon'),
    ...several(days, 'day'),
    ...(seconds === 0 ? [] : [clock]),
  ]
  return parts.length === 0 ? '00:00:00' : parts.join(' ')
}
