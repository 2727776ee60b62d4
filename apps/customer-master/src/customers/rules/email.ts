/** An address in lower case, or null when it cannot be one. A star is refused: masked addresses have it. */
export function parseEmail(text: string): string | null {
  const address = text.normalize('NFKC').trim().toLowerCase();
  return address.length <= 254 &&
    /^[^\s@*<>"(),;:\\]{1,64}@[^\s@*<>"(),;:\\.]+(?:\.[^\s@*<>"(),;:\\.]+)+$/u.test(address)
    ? address
    : null;
}
