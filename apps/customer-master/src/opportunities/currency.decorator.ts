import { isCurrency } from '@crm/contracts';
import { buildMessage, ValidateBy } from 'class-validator';

/** An ISO 4217 code in capitals. */
export const IsCurrencyCode = (): PropertyDecorator =>
  ValidateBy({
    name: 'isCurrencyCode',
    validator: {
      validate: isCurrency,
      defaultMessage: buildMessage((each) => `${each}$property must be an ISO 4217 code in capitals`),
    },
  });
