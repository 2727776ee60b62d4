/** Injection tokens of the values that `MessagingModule.forRoot` was given. */
export const SERVICE_NAME = Symbol('service name');
export const TRANSPORT = Symbol('transport');
export const DATABASE_URL = Symbol('database url');
export const IS_WORKER = Symbol('is a worker');
