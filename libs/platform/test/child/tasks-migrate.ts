import { migrateService } from '../../src/bootstrap/index.js';
import { tasksService } from '../tasks-service.js';

await migrateService(tasksService);
