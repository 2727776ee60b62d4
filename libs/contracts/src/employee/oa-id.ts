/** Ids of employees and departments, as the OA gives them; they become part of paths and tokens. */
export const oaIdPattern = /^[\w.-]{1,60}$/;
