import { migrateService } from '@crm/platform/bootstrap';
import { service } from './service.js';

await migrateService(service);
