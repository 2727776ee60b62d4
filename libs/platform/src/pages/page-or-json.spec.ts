import { describe, expect, it } from '@jest/globals';
import { wantsPage } from './page-or-json.js';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('page or JSON', () => {
  it.each([
    [browser, true],
    ['TEXT/HTML', true],
    ['text/*', true],
    ['application/json', false],
    ['*/*', false],
    ['text/html;q=0.5, application/json', false],
    ['text/html, application/json;q=0.5', true],
    ['text/html;q=0', false],
    ['text/html, application/json', false],
    [undefined, false],
  ])('reads %p as page: %p', (accept, page) => {
    expect(wantsPage(accept, false)).toBe(page);
  });

  it.each([
    [browser, true],
    [undefined, true],
    ['*/*', true],
    ['application/json', false],
    ['application/problem+json', false],
  ])('answers a form sent with Accept %p by a page: %p', (accept, page) => {
    expect(wantsPage(accept, true)).toBe(page);
  });
});
