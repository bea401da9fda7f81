/** Names for what the interpreter leaves a sequence of statements by. */
export type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'exit' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return' }

export const next: Flow = { kind: 'next' }

/** What a loop does with the flow of its body: go on, end, or pass it to the loop around it. */
export function loopFlow(flow: Flow, label: string | null): 'again' | 'done' | Flow {
  if (flow.kind === 'next') return 'again'
  if (flow.kind === 'return') return flow
  if (flow.label !== null && flow.label !== label) return flow
  return flow.kind === 'exit' ? 'done' : 'again'
}
