/** The program every customer is in. Its row comes with the first migration. */
export const standardProgramId = '01980000-0000-7000-8000-000000000001';
