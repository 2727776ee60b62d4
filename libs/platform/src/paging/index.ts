export { decodeCursor, encodeCursor, isInt32 } from './cursor.js';
export { ApiPage, longestPage, type Page, PageQuery, toPage } from './page.js';
