/** psql's backslash commands that concern neither the catalog nor what is sent next. */
const harmless = [
  ...[
    'a',
    'C',
    'cd',
    'conninfo',
    'copyright',
    'd',
    'e',
    'echo',
    'ef',
    'encoding',
    'errverbose',
    'ev',
    'f',
    'g',
    'gdesc',
  ],
  ...[
    'gx',
    'h',
    'H',
    'help',
    'html',
    'l',
    'o',
    'out',
    'p',
    'parse',
    'password',
    'print',
    'pset',
    'qecho',
    'r',
    'reset',
  ],
  ...['restrict', 'unrestrict', 's', 'setenv', 'sf', 'sv', 't', 'T', 'timing', 'w', 'warn', 'write', 'x', 'z', '?'],
  ...['crosstabview', 'watch', 'bind', 'bind_named', 'close_prepared', 'getresults', 'flush', 'flushrequest'],
  ...['startpipeline', 'syncpipeline', 'sendpipeline', 'endpipeline', 'lo_export', 'lo_list'],
]

const telling = [
  ...[
    '!',
    'c',
    'connect',
    'copy',
    'i',
    'include',
    'ir',
    'include_relative',
    'if',
    'elif',
    'else',
    'endif',
    'q',
    'quit',
  ],
  ...['set', 'unset', 'gset', 'gexec', 'getenv', 'prompt', 'lo_import', 'lo_unlink'],
]

const known = new Set([...harmless, ...telling])

/** Whether psql knows the command; `\d…` has many forms. */
export function isKnown(command: string): boolean {
  return known.has(command) || /^d[A-Za-z]*[S+]*$/.test(command) || /^l\+?$/.test(command)
}
