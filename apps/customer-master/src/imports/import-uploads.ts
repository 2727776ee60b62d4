import type { Readable } from 'node:stream';
import type {} from '@fastify/multipart';
import { TransactionRunner } from '@crm/persistence';
import { BadRequest, StatusProblem, ValidationFailed } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { refuseReservedSource } from '../customers/customers.errors.js';
import { type CsvFile, readCsv } from './csv-file.js';
import { ImportsRepository } from './imports.repository.js';

/** Longer than a request may last: what began earlier and did not end has lost its process. */
const brokenOffAfterMs = 15 * 60_000;

const sourcePattern = /^[a-z][a-z0-9_-]{0,39}$/;

/** A file that is staged completely, and what was asked for. */
export interface Upload {
  id: string;
  file: CsvFile;
  /** For rows that name none. */
  source: string | null;
  dryRun: boolean;
}

/**
 * Takes uploads in. The file streams into sealed batches of rows, each in a short transaction of its own: an upload may
 * last minutes and must hold neither memory nor a connection. Until it is complete nothing else sees the import.
 */
@Injectable()
export class ImportUploads {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly transactions: TransactionRunner,
  ) {}

  /** @throws BadRequest and others for a request of the wrong shape; then nothing is kept of it */
  async receive(request: FastifyRequest, by: Actor, now: Date): Promise<Upload> {
    if (!request.isMultipart()) throw new StatusProblem(415);
    const id = newId();
    const { id: actorId, roles, department, scope } = by;
    await this.transactions.run(async (tx) => {
      const broken = await this.repository.brokenOff(tx, new Date(now.getTime() - brokenOffAfterMs));
      for (const each of broken) await this.repository.discard(tx, each);
      await this.repository.begin(tx, { id, actor: { id: actorId, roles, department, scope }, now });
    });
    try {
      return { id, ...(await this.readParts(id, request)) };
    } catch (error) {
      await this.discard(id);
      // The client may still be sending: what comes is let run off, so that it gets to read the answer.
      request.raw.unpipe().resume();
      throw error;
    }
  }

  /** Forgets what was staged for an import that is not wanted after all. */
  async discard(id: string): Promise<void> {
    await this.transactions.run((tx) => this.repository.discard(tx, id));
  }

  private async readParts(id: string, request: FastifyRequest): Promise<Omit<Upload, 'id'>> {
    const fields = new Map<string, unknown>();
    let file: CsvFile | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'field') fields.set(part.fieldname, part.value);
      else if (part.fieldname === 'file') file = await this.stage(id, part.file);
      else throw faultOf(part.fieldname, '未知的文件字段', 'is no part that is known; the file is `file`');
    }
    if (!file) throw faultOf('file', '缺少 CSV 文件', 'is missing: a CSV file');
    return { file, ...optionsOf(fields, file.columns) };
  }

  private stage(id: string, file: Readable): Promise<CsvFile> {
    return readCsv(file, (first, batches) =>
      this.transactions.run(async (tx) => {
        for (const [at, batch] of batches.entries()) await this.repository.addBatch(tx, id, first + at, batch);
      }),
    );
  }
}

function optionsOf(
  fields: ReadonlyMap<string, unknown>,
  columns: readonly string[],
): Pick<Upload, 'source' | 'dryRun'> {
  for (const name of fields.keys()) {
    if (name !== 'source' && name !== 'dryRun') throw faultOf(name, '未知的字段', 'is no field that is known');
  }
  const dryRun = fields.get('dryRun') ?? 'false';
  if (dryRun !== 'true' && dryRun !== 'false') throw faultOf('dryRun', '须为 true 或 false', 'must be true or false');
  const source = fields.get('source') ?? null;
  if (source === null && !columns.includes('source')) {
    throw faultOf('source', '文件没有 source 列时必须给出来源', 'is needed: the file has no column `source`');
  }
  if (source !== null && (typeof source !== 'string' || !sourcePattern.test(source))) {
    throw faultOf('source', '来源名称不正确', 'must be lower-case letters, digits, - and _, at most 40');
  }
  if (source !== null) refuseReservedSource(source, '/source');
  return { source, dryRun: dryRun === 'true' };
}

const faultOf = (field: string, zh: string, en: string): BadRequest =>
  field.length > 100
    ? new BadRequest({ zh: '未知的字段', en: 'There is a field that is not known.' })
    : new ValidationFailed([{ pointer: `/${field}`, message: { zh, en } }]);
