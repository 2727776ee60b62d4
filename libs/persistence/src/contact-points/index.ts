export { parsePhone, type PhoneNumber } from './phone.js';
