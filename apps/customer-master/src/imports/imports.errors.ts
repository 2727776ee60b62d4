import { Problem } from '@crm/platform/problem';
import type { HeaderFaults } from './rules/mapping.js';

/** Bytes that are neither UTF-8 nor GB18030. */
export class UnreadableEncoding extends Problem {
  constructor() {
    super({
      type: 'unreadable-encoding',
      status: 400,
      titles: {
        zh: '无法识别文件编码，请使用 UTF-8 或 GB18030（GBK）',
        en: 'The encoding of the file is neither UTF-8 nor GB18030',
      },
    });
  }
}

/** A file that is no CSV. */
export class UnreadableCsv extends Problem {
  /** @param line where reading ended, counted from 1 */
  constructor(line: number) {
    super({
      type: 'unreadable-csv',
      status: 400,
      titles: { zh: '文件不是有效的 CSV', en: 'The file is not valid CSV' },
      detail: { zh: `读到第 ${line} 行为止`, en: `It could be read up to line ${line}.` },
      members: { line },
    });
  }
}

/** A header from which nobody can tell what the columns mean. */
export class UnsuitableHeader extends Problem {
  constructor(faults: HeaderFaults) {
    super({
      type: 'unsuitable-header',
      status: 400,
      titles: {
        zh: '表头不符合要求：列缺失、未知、重复或过多',
        en: 'Columns of the header are missing, unknown, doubled or too many',
      },
      members: { ...faults },
    });
  }
}

/** More rows than one import may have. */
export class TooManyRows extends Problem {
  constructor(mostRows: number) {
    super({
      type: 'too-many-rows',
      status: 400,
      titles: { zh: '文件行数过多，请拆分后导入', en: 'The file has too many rows; import it in parts' },
      members: { mostRows },
    });
  }
}

/** Only what was validated in a dry run, and not committed yet, can be committed. */
export class NotValidated extends Problem {
  constructor(state: string) {
    super({
      type: 'import-not-validated',
      status: 409,
      titles: { zh: '该导入不处于已试运行状态', en: 'The import is not one that a dry run has validated' },
      members: { state },
    });
  }
}

/** A workbook that cannot be read, or that holds what no list of customers holds. */
export class UnreadableWorkbook extends Problem {
  constructor(reason: keyof typeof workbookFaults, sheets?: readonly string[]) {
    super({
      type: 'unreadable-workbook',
      status: 400,
      titles: { zh: '无法读取该工作簿', en: 'The workbook cannot be read' },
      detail: workbookFaults[reason],
      members: { reason, ...(sheets ? { sheets } : {}) },
    });
  }
}

const workbookFaults = {
  old_or_encrypted: {
    zh: '是旧版 .xls 或加密的文件，请另存为不加密的 .xlsx',
    en: 'It is an old .xls file or encrypted; save it as .xlsx without a password.',
  },
  not_a_workbook: { zh: '不是有效的 .xlsx 文件', en: 'It is no valid .xlsx file.' },
  macros: { zh: '含有宏，请另存为 .xlsx', en: 'It holds macros; save it as .xlsx.' },
  too_large: { zh: '文件过大，请另存为 CSV 或拆分', en: 'It is too large; save it as CSV or import it in parts.' },
  suspicious: { zh: '压缩内容异常，拒绝读取', en: 'Its packed content is out of proportion.' },
  no_such_sheet: { zh: '没有该工作表', en: 'It has no such sheet.' },
} as const;

/** Only what is under way, or was tried out, can be cancelled. */
export class NotCancellable extends Problem {
  constructor(state: string) {
    super({
      type: 'import-not-cancellable',
      status: 409,
      titles: { zh: '该导入已结束，无法取消', en: 'The import is over and cannot be cancelled' },
      members: { state },
    });
  }
}

/** Only what was done can be taken back, and only when it is over. */
export class NotRevertible extends Problem {
  constructor(state: string) {
    super({
      type: 'import-not-revertible',
      status: 409,
      titles: {
        zh: '该导入尚未结束或没有可撤回的内容',
        en: 'The import is not over, or did nothing that could be taken back',
      },
      members: { state },
    });
  }
}
