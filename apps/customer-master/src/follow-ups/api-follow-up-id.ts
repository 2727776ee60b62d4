import { ApiParam } from '@nestjs/swagger';
import { aFollowUpId } from './follow-up.response.js';

/** Documents the id in the path of a follow-up. */
export const ApiFollowUpId = (): MethodDecorator =>
  ApiParam({ name: 'id', type: String, format: 'uuid', example: aFollowUpId, description: 'The follow-up.' });
