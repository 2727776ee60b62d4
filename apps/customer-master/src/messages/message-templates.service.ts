import { type MessageTemplate, MessageTemplateChanged, messageTemplates } from '@crm/contracts';
import { Outbox } from '@crm/messaging';
import type { Tx } from '@crm/persistence';
import { StaleVersion, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import { faultsOf, messageLanguages, shippedTemplates, type TemplateTexts } from './rules/templates.js';

export interface TemplateVersion {
  template: MessageTemplate;
  /** 0: the texts that the product comes with. */
  version: number;
  texts: TemplateTexts;
  madeBy: string | null;
  madeAt: Date | null;
}

/** The texts of messages; the newest version of each counts. */
@Injectable()
export class MessageTemplates {
  constructor(private readonly outbox: Outbox) {}

  async all(tx: Tx): Promise<TemplateVersion[]> {
    const rows = await tx.query<TemplateVersion[]>(
      `SELECT DISTINCT ON (template) template, version, texts, made_by AS "madeBy", made_at AS "madeAt"
       FROM message_template ORDER BY template, version DESC`,
    );
    return messageTemplates.map((name) => rows.find(({ template }) => template === name) ?? shipped(name));
  }

  async current(tx: Tx, template: MessageTemplate): Promise<TemplateVersion> {
    const [row] = await tx.query<TemplateVersion[]>(
      `SELECT template, version, texts, made_by AS "madeBy", made_at AS "madeAt" FROM message_template
       WHERE template = $1 ORDER BY version DESC LIMIT 1`,
      [template],
    );
    return row ?? shipped(template);
  }

  /** The same texts again make no version. @throws StaleVersion; ValidationFailed */
  async change(
    tx: Tx,
    template: MessageTemplate,
    texts: TemplateTexts,
    { by, version, now }: { by: string; version: number; now: Date },
  ): Promise<TemplateVersion> {
    const faults = faultsOf(template, texts);
    if (faults.length > 0) throw new ValidationFailed(faults);
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('message-template:' || $1, 0))`, [template]);
    const known = await this.current(tx, template);
    if (known.version !== version) throw new StaleVersion(known.version);
    if (isSame(known.texts, texts)) return known;
    const next = { template, version: version + 1, texts, madeBy: by, madeAt: now };
    await tx.query(
      'INSERT INTO message_template (template, version, texts, made_by, made_at) VALUES ($1, $2, $3, $4, $5)',
      [template, next.version, JSON.stringify(texts), by, now],
    );
    await this.outbox.append(
      tx,
      MessageTemplateChanged.draft({
        customerId: null,
        aggregateId: template,
        aggregateVersion: next.version,
        time: now,
        data: { template, version: next.version },
      }),
    );
    return next;
  }
}

const shipped = (template: MessageTemplate): TemplateVersion => ({
  template,
  version: 0,
  texts: shippedTemplates[template],
  madeBy: null,
  madeAt: null,
});

const isSame = (one: TemplateTexts, other: TemplateTexts): boolean =>
  messageLanguages.every(
    (language) => one[language].subject === other[language].subject && one[language].text === other[language].text,
  );
