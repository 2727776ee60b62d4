// @ts-check
// Preloaded into a process whose clock is to be wrong: FAULTS_CLOCK_MS milliseconds ahead.
const ahead = Number(process.env.FAULTS_CLOCK_MS ?? 0);
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) => Reflect.construct(target, args.length > 0 ? args : [target.now() + ahead], self),
  apply: () => new RealDate(RealDate.now() + ahead).toString(),
  get: (target, name) => (name === 'now' ? () => target.now() + ahead : Reflect.get(target, name)),
});
