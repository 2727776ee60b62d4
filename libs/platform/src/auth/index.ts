export { authenticate } from './authentication.js';
export { CurrentUser, CurrentUserUntil, Public, RequirePermission } from './decorators.js';
export { PermissionGuard } from './permission.guard.js';
export { type DataScope, type Permission, permissions, type Role, roles } from './permissions.js';
export { type TokenRules, TokenVerifier } from './token-verifier.js';
export { refuseUnguardedRoutes } from './unguarded-routes.js';
export { can, type User, userOf } from './user.js';
