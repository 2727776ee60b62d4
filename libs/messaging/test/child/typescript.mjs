import { register } from 'node:module';

/** `node --conditions=@crm/source --import <this file> some.ts`: a second process runs our sources without a build. */
register('./typescript.hooks.mjs', import.meta.url);
