import { ApiParam } from '@nestjs/swagger';
import { anOpportunityId } from './opportunity.response.js';

/** Documents the id in the path of an opportunity. */
export const ApiOpportunityId = (): MethodDecorator =>
  ApiParam({ name: 'id', type: String, format: 'uuid', example: anOpportunityId, description: 'The opportunity.' });
