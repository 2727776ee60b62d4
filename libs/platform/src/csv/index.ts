export { byteOrderMark, csvFile } from './csv-file.js';
export { csvLine, harmless } from './csv-line.js';
