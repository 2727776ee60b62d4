let texts = 0;

/** Words that nothing else has: contacts of one customer that say the same are one case. */
export const unlike = (): string => {
  const first = ++texts * 20;
  return Array.from({ length: 20 }, (_, at) => String.fromCodePoint(0x4e00 + (((first + at) * 7919) % 20_000))).join(
    '',
  );
};
