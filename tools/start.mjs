// `npm start`: everything on one machine with Node alone. This first file must parse on any Node that knows modules,
// so that too old a Node is said in words instead of a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);
const supported =
  (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major > 24 || (major === 24 && minor >= 11);

if (!supported) {
  console.error(`OneCustomer needs Node 20.19, 22.13 or 24.11 and later; this is Node ${process.versions.node}.`);
  process.exit(1);
}

const { run } = await import('./start/run.mjs');
await run(process.argv.slice(2));
