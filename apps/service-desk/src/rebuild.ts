import { rebuildService } from '@crm/platform/bootstrap';
import { service } from './service.js';

await rebuildService(service);
