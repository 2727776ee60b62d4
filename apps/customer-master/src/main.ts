import { bootstrapService } from '@crm/platform/bootstrap';
import { service } from './service.js';

await bootstrapService(service);
