import { type ErpOrderEvent, isCurrency, mostMinor, mostOrderLines, mostPieces } from '@crm/contracts';
import type { FieldError } from '@crm/platform/problem';
import { isReservedSource } from '../../customers/rules/statement.js';
import { toldAtFaults } from '../../told-at.js';

/**
 * What the shape of an order's event cannot say: what would be added up wrongly, or could not be told apart, here or by
 * who reads our orders.
 */
export function orderFaults({ time, data }: Pick<ErpOrderEvent, 'time' | 'data'>, now: Date): FieldError[] {
  const { customer, currency, placedAt, lines } = data;
  return [
    ...toldAtFaults('/time', time, now),
    ...(isReservedSource(customer.source)
      ? [fault('/data/customer/source', '该来源名称由系统保留', 'is reserved')]
      : []),
    ...(isCurrency(currency)
      ? []
      : [fault('/data/currency', '不是大写的 ISO 4217 货币代码', 'is no ISO 4217 code in capitals')]),
    ...toldAtFaults('/data/placedAt', placedAt, now),
    ...faultsOfLines(lines),
  ];
}

function faultsOfLines(lines: ErpOrderEvent['data']['lines']): FieldError[] {
  if (lines.length === 0) return [fault('/data/lines', '至少需要一行', 'needs a line')];
  if (lines.length > mostOrderLines) return [tooMuch('/data/lines', mostOrderLines)];
  const seen = new Set<string>();
  const faults = lines.flatMap(({ lineId, quantity, amountMinor, marginMinor = 0 }, at) => {
    const isDoubled = seen.has(lineId);
    seen.add(lineId);
    return [
      ...(isDoubled ? [fault(`/data/lines/${at}/lineId`, '与前面的行重复', 'is that of a line before')] : []),
      ...(quantity < 1 ? [fault(`/data/lines/${at}/quantity`, '至少为 1', 'must be at least 1')] : []),
      ...(amountMinor < 0 ? [fault(`/data/lines/${at}/amountMinor`, '不得为负数', 'must not be negative')] : []),
      ...(quantity > mostPieces ? [tooMuch(`/data/lines/${at}/quantity`, mostPieces)] : []),
      ...(amountMinor > mostMinor ? [tooMuch(`/data/lines/${at}/amountMinor`, mostMinor)] : []),
      ...(Math.abs(marginMinor) > mostMinor ? [tooMuch(`/data/lines/${at}/marginMinor`, mostMinor)] : []),
    ];
  });
  if (faults.length > 0) return faults;
  const sum = lines.reduce((all, { amountMinor }) => all + amountMinor, 0);
  return sum > mostMinor ? [tooMuch('/data/lines', mostMinor)] : [];
}

const fault = (pointer: string, zh: string, en: string): FieldError => ({ pointer, message: { zh, en } });

const tooMuch = (pointer: string, most: number): FieldError =>
  fault(pointer, `不得超过 ${most}`, `must not be more than ${most}`);
