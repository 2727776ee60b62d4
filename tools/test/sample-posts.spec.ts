import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { samplePosts } from '../start/seed.mjs';

describe('the posts of an instance with samples', () => {
  it('are held by employees of the samples who have not left', () => {
    const file = join(import.meta.dirname, '../../samples/employees.json');
    const employees = JSON.parse(readFileSync(file, 'utf8')) as { id: string; active: boolean }[];
    const held = Object.values(samplePosts).map((id) => employees.find((employee) => employee.id === id));
    expect(held).toMatchObject([{ active: true }, { active: true }]);
  });
});
