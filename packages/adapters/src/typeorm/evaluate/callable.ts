import { ArrayValue, FunctionValue, native, type Value } from './value.ts'

/** `call`, `apply` and `bind` of functions. */
export const functionMethods: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['call', native('call', ({ self, args, run, site }) => run.call(self, args[0], args.slice(1), site))],
  [
    'apply',
    native('apply', ({ self, args, run, site }) => {
      const list = args[1]
      return run.call(self, args[0], list instanceof ArrayValue ? list.items : [], site)
    }),
  ],
  [
    'bind',
    native('bind', ({ self, args }) => {
      const bound = args.slice(1)
      const name = self instanceof FunctionValue ? self.name : ''
      return native(name, (call) => call.run.call(self, args[0], [...bound, ...call.args], call.site))
    }),
  ],
])
