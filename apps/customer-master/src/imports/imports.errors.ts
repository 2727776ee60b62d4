import { Problem } from '@crm/platform/problem';
import type { HeaderFaults } from './rules/columns.js';

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
