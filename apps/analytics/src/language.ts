import { type Language, languageTags, preferredLanguage } from '@crm/platform/problem';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The language to answer in: `?lang=zh|en`, else Accept-Language, else Chinese; the answer's headers say which. */
export const AnswerLanguage = createParamDecorator((_: unknown, context: ExecutionContext): Language => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest<{ Querystring: { lang?: unknown } }>>();
  const { lang } = request.query;
  const language = lang === 'zh' || lang === 'en' ? lang : preferredLanguage(request.headers['accept-language']);
  http.getResponse<FastifyReply>().headers({ 'content-language': languageTags[language], vary: 'Accept-Language' });
  return language;
});

/** Documents that the words of the answer follow Accept-Language. */
export const ApiInLanguage = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Accept-Language',
      required: false,
      description: 'Language of the words in the answer: zh (default) or en. Codes stay the same.',
      schema: { type: 'string', example: 'en' },
    }),
  );
