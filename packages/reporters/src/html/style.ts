/** The look of the page, in light and in dark. */
export const style = `
:root { color-scheme: light dark; --error: light-dark(#b3261e, #ff8a80); --warning: light-dark(#8a6100, #ffd166); --note: light-dark(#1f5fae, #8ab4f8); --good: light-dark(#1a7f37, #7ee2a0); --line: light-dark(#ddd, #444) }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
h3 { margin: 0; font-size: 1rem }
pre { overflow-x: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; line-height: 1.3 }
article { margin: 1.5rem 0; padding: 0 0 0 1rem; border-left: 3px solid var(--line) }
article.error { border-color: var(--error) } article.warning { border-color: var(--warning) } article.note { border-color: var(--note) }
.error > h3, b.error { color: var(--error) } .warning > h3, b.warning { color: var(--warning) } .note > h3, b.note { color: var(--note) } .good { color: var(--good) }
.evidence, footer, summary { opacity: .75 }
td { padding: 0 1rem 0 0 } footer { margin-top: 3rem; border-top: 1px solid var(--line) }
`
