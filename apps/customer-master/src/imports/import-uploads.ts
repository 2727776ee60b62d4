import type { Readable } from 'node:stream';
import type {} from '@fastify/multipart';
import { TransactionRunner } from '@crm/persistence';
import { StatusProblem } from '@crm/platform/problem';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { v7 as newId } from 'uuid';
import type { Actor } from '../customers/actor.js';
import { readCsv } from './csv-file.js';
import { UnreadableWorkbook, UnsuitableHeader } from './imports.errors.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportMappings } from './mappings.service.js';
import type { ReadFile, Stage } from './row-reader.js';
import { mapHeader, type MappedColumn } from './rules/mapping.js';
import { StagedRowsRepository } from './staged-rows.repository.js';
import { beginningOf, bytesOf, limited } from './uploaded-file.js';
import { faultOf, type UploadOptions, uploadOptions } from './upload-options.js';
import { readWorkbook } from './xlsx-file.js';

/** Longer than an upload may last (55 minutes by a slow line): what began earlier and did not end has lost its process. */
const brokenOffAfterMs = 75 * 60_000;

/** Of one file. */
export const mostBytesOfUpload = 200 * 1024 * 1024;

/** What a form may hold besides its file: fields and boundaries. */
const mostBytesBesides = 1024 * 1024;

/** A workbook is unpacked from memory. */
const mostBytesOfWorkbook = 32 * 1024 * 1024;

/** A file that is staged completely, and what was asked for. */
export interface Upload extends UploadOptions {
  id: string;
  file: ReadFile;
  mapping: MappedColumn[];
}

/** A CSV file is staged while it streams in; a workbook can only be read when it is there. */
type Received = { file: ReadFile } | { workbook: Buffer };

/**
 * Takes uploads in. The file streams into sealed batches of rows, each in a short transaction of its own: an upload may
 * last minutes and must hold neither memory nor a connection. Until it is complete nothing else sees the import.
 */
@Injectable()
export class ImportUploads {
  constructor(
    private readonly repository: ImportsRepository,
    private readonly staged: StagedRowsRepository,
    private readonly mappings: ImportMappings,
    private readonly transactions: TransactionRunner,
  ) {}

  /** @throws BadRequest and others for a request of the wrong shape; then nothing is kept of it */
  async receive(request: FastifyRequest, by: Actor, now: Date): Promise<Upload> {
    try {
      return await this.read(request, by, now);
    } catch (error) {
      // The client may still be sending: what comes is let run off, so that it gets to read the answer.
      request.raw.unpipe().resume();
      throw error;
    }
  }

  /** Forgets what was staged for an import that is not wanted after all. */
  async discard(id: string): Promise<void> {
    await this.transactions.run((tx) => this.repository.discard(tx, id));
  }

  private async read(request: FastifyRequest, by: Actor, now: Date): Promise<Upload> {
    if (!request.isMultipart()) throw new StatusProblem(415);
    // Whoever says beforehand that it is too much need not send it; who does not say so is stopped on the way.
    if (Number(request.headers['content-length']) > mostBytesOfUpload + mostBytesBesides) throw new StatusProblem(413);
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
      throw error;
    }
  }

  private async readParts(id: string, request: FastifyRequest): Promise<Omit<Upload, 'id'>> {
    const fields = new Map<string, unknown>();
    const stage: Stage = (first, batches) =>
      this.transactions.run(async (tx) => {
        for (const [at, batch] of batches.entries()) await this.staged.addBatch(tx, id, first + at, batch);
      });
    let received: Received | undefined;
    for await (const part of request.parts()) {
      if (part.type === 'field') fields.set(part.fieldname, part.value);
      else if (part.fieldname === 'file') received = await receiveFile(limited(part.file), stage);
      else throw faultOf(part.fieldname, '未知的文件字段', 'is no part that is known; the file is `file`');
    }
    if (!received) throw faultOf('file', '缺少 CSV 或 XLSX 文件', 'is missing: a CSV or XLSX file');
    const options = uploadOptions(fields);
    const file = 'file' in received ? received.file : await readWorkbook(received.workbook, options.sheet, stage);
    const mapping = await this.map(file, options);
    if (options.source === null && !mapping.some(({ column }) => column === 'source')) {
      throw faultOf('source', '文件没有 source 列时必须给出来源', 'is needed: the file has no column `source`');
    }
    return { ...options, file, mapping };
  }

  private async map(file: ReadFile, { source, columns, dryRun, defaultKind }: UploadOptions): Promise<MappedColumn[]> {
    const known = source ? await this.transactions.run((tx) => this.mappings.find(tx, source)) : undefined;
    const stray = Object.keys(columns ?? {}).find((header) => !file.headers.includes(header));
    if (stray !== undefined) throw faultOf('columns', '文件中没有所列的表头', 'names a heading that the file has not');
    const { mapping, faults } = mapHeader(file.headers, {
      given: columns,
      remembered: known?.columns,
      isTrial: dryRun,
      besides: defaultKind ? ['kind'] : [],
    });
    if (faults) throw new UnsuitableHeader(faults);
    return mapping;
  }
}

/** What it is, its first bytes say, whatever it is called. @throws UnreadableWorkbook */
async function receiveFile(sent: Readable, stage: Stage): Promise<Received> {
  const { kind, bytes } = await beginningOf(sent);
  if (kind === 'compound') throw new UnreadableWorkbook('old_or_encrypted');
  if (kind === 'csv') return { file: await readCsv(bytes, stage) };
  const workbook = await bytesOf(bytes, mostBytesOfWorkbook);
  if (!workbook) throw new UnreadableWorkbook('too_large');
  return { workbook };
}
