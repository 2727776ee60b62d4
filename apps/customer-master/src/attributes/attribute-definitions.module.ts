import { Module } from '@nestjs/common';
import { AttributeDefinitions } from './attribute-definitions.service.js';

/** What attributes are; apart from `AttributesModule`, since customers are written and shown by it. */
@Module({ providers: [AttributeDefinitions], exports: [AttributeDefinitions] })
export class AttributeDefinitionsModule {}
