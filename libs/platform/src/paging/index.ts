export { decodeCursor, encodeCursor } from './cursor.js';
export { ApiPage, longestPage, type Page, PageQuery, toPage } from './page.js';
