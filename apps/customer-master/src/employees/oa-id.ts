import { oaIdPattern } from '@crm/contracts';
import { ValidationFailed } from '@crm/platform/problem';

/** The id in the path of what is written; what is read needs no such care. @throws ValidationFailed */
export function checkedOaId(id: string): string {
  if (oaIdPattern.test(id)) return id;
  const message = {
    zh: '编号只能含字母、数字、点、下划线和连字符',
    en: 'letters, digits, dot, underscore and hyphen, 1 to 60',
  };
  throw new ValidationFailed([{ pointer: '/id', message }]);
}
