import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { services } from '../start/services.mjs';
import { committedDocument } from './openapi-documents.js';
import { faultsOf } from './openapi-faults.js';

describe.each(services.map(({ name }) => name))('the OpenAPI document of %s', (service) => {
  it('is valid and says all that a reader needs', async () => {
    expect(await faultsOf(committedDocument(service), service)).toEqual([]);
  });
});
