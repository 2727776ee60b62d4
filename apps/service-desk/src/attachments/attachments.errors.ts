import { Problem } from '@crm/platform/problem';
import { allowedTypes } from './rules/file-type.js';

/** What the content is, cases do not take, or its name says something else. */
export class AttachmentTypeRefused extends Problem {
  constructor() {
    super({
      type: 'attachment-type',
      status: 422,
      titles: {
        zh: '不支持的文件类型，或内容与文件名不符',
        en: 'Files of this type are not taken, or the name says another type',
      },
      members: { allowed: allowedTypes },
    });
  }
}

/** The file is longer than allowed. */
export class AttachmentTooLarge extends Problem {
  constructor(mostBytes: number) {
    super({
      type: 'attachment-too-large',
      status: 413,
      titles: { zh: '文件过大', en: 'The file is too large' },
      members: { mostBytes },
    });
  }
}

/** There is nothing in it. */
export class AttachmentEmpty extends Problem {
  constructor() {
    super({ type: 'attachment-empty', status: 422, titles: { zh: '文件为空', en: 'The file is empty' } });
  }
}

/** The case has as many files as it may have. */
export class TooManyAttachments extends Problem {
  constructor(most: number) {
    super({
      type: 'too-many-attachments',
      status: 409,
      titles: { zh: `一个工单最多 ${most} 个附件`, en: `A case has ${most} files at most` },
      members: { most },
    });
  }
}

/** The file was there; its content was destroyed. */
export class AttachmentGone extends Problem {
  constructor() {
    super({
      type: 'attachment-gone',
      status: 410,
      titles: { zh: '附件内容已销毁', en: 'The content of the file was destroyed' },
    });
  }
}
