import { setTimeout as pause } from 'node:timers/promises';
import { bootstrapService } from '../../src/bootstrap/index.js';
import { inside, tasksService } from '../tasks-service.js';

// Every slow request and every write takes this long.
inside.wait = () => pause(Number(process.env['INSIDE_MS'] ?? 0));
await bootstrapService(tasksService);
