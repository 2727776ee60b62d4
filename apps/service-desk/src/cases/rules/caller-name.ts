/** Name of the lock on everything that one person tells: by the survivor's id, or the key of a contact point. */
export const callerName = (of: string): string => `caller:${of}`;
