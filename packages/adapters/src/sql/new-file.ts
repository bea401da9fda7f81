import { snakeCase } from '../naming.ts'
import type { NewFile, NewFileText } from './dialect.ts'

/** One file without a way back: `0007_repair_orders.sql`. */
export function singleFile({ prefix, title, up }: NewFile): readonly NewFileText[] {
  return [{ name: `${prefix}_${snakeCase(title)}.sql`, text: up }]
}

/** `0007_repair_orders.up.sql` and `.down.sql`. */
export function pairOfFiles({ prefix, title, up, down }: NewFile): readonly NewFileText[] {
  const base = `${prefix}_${snakeCase(title)}`
  return [
    { name: `${base}.up.sql`, text: up },
    { name: `${base}.down.sql`, text: down },
  ]
}

/** One file with two sections under mark lines. */
export function markedFile(marks: { readonly up: string; readonly down: string }) {
  return ({ prefix, title, up, down }: NewFile): readonly NewFileText[] => [
    { name: `${prefix}_${snakeCase(title)}.sql`, text: `${marks.up}\n${up}\n${marks.down}\n${down}` },
  ]
}
