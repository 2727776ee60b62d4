import { ApiParam } from '@nestjs/swagger';
import { anArticle } from './article.response.js';

/** Documents the id of an article in the path. */
export const ApiArticleId = (name = 'id'): MethodDecorator =>
  ApiParam({ name, format: 'uuid', description: 'Id of the article.', example: anArticle });
