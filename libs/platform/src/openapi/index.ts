export { ApiProblem } from './api-problem.js';
export { buildOpenApi } from './build-openapi.js';
