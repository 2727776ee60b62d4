import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ServiceDescription } from '../bootstrap/service.js';
import { addExamples } from './examples.js';
import { addProblemResponses } from './problem-responses.js';

/** Version of the APIs; changes with the path `/v1`. */
const version = '1.0.0';

/** The OpenAPI 3.1 document of an application made by `createApp`, from its routes as they are. */
export function buildOpenApi(
  app: INestApplication,
  service: Pick<ServiceDescription, 'title' | 'description'>,
): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(service.title)
    .setDescription(service.description)
    .setVersion(version)
    .addServer('/', 'The gateway that served this document')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'Access token of the OIDC issuer.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return addExamples(addProblemResponses(document));
}
