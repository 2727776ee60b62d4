export default async function stopTestPostgres() {
  const stop = globalThis.stopTestPostgres;
  globalThis.stopTestPostgres = undefined;
  if (!stop) return;
  delete process.env.TEST_POSTGRES_URL;
  await stop();
}
