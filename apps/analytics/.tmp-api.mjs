import 'reflect-metadata';
import { describeApi } from '@crm/platform/bootstrap';
import { service } from './dist/service.js';
const d = await describeApi(service);
console.log(Object.keys(d.paths));
for (const [n, s] of Object.entries(d.components.schemas)) for (const [k, p] of Object.entries(s.properties ?? {})) { if (!p.description && !(p.allOf)) console.log('no description', n, k, JSON.stringify(p)); if (p.example === undefined && !p.$ref && !p.allOf && p.type !== 'array') console.log('no example', n, k); }
for (const [p, item] of Object.entries(d.paths)) for (const op of Object.values(item)) { console.log(p, op.operationId, Object.keys(op.responses).join(), (op.parameters ?? []).map((x) => x.name + (x.description ? '' : '!nodesc')).join(), op.security ?? ''); }
console.log(JSON.stringify(d.components.schemas.KpiCellResponse), JSON.stringify(d.components.schemas.CustomerValueResponse.properties.level));
