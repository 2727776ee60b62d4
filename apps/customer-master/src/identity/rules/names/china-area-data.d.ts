/** Administrative divisions by GB/T 2260: parent's code (`86` for the country) → code → name. */
declare module 'china-area-data' {
  const areas: Record<string, Record<string, string>>;
  export = areas;
}
