/** One thing that is wrong with what somebody said of a customer. */
export interface Fault {
  /** RFC 6901 JSON pointer into the body. */
  pointer: string;
  /** Never repeats the value. */
  message: { zh: string; en: string };
}
