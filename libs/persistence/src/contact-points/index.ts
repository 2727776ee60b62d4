export { isAssignedNumber, parsePhone, type PhoneNumber } from './phone.js';
