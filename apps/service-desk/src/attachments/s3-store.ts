import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Unavailable } from '@crm/platform/problem';
import { Logger } from '@nestjs/common';
import { AttachmentStore } from './attachment-store.js';

/** Where the bucket is, and who we are there. */
export interface S3Options {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** So long, in milliseconds, the bucket is waited for, twice: somebody waits for the answer. */
const patience = {
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true,
  socketTimeout: 10_000,
};
const retryAfterSeconds = 30;

/** Contents as objects of one bucket, which has to be there: while it cannot be reached, nothing is kept or read (503). */
export class S3Store extends AttachmentStore {
  private readonly logger = new Logger(S3Store.name);
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, region, bucket, ...credentials }: S3Options) {
    super();
    this.bucket = bucket;
    this.client = new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      requestHandler: patience,
      maxAttempts: 2,
      // Not every server knows the newer checksums; the content is authenticated by its seal.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(id: string, content: Readable): Promise<void> {
    const upload = new Upload({
      client: this.client,
      params: { ...this.objectOf(id), Body: content, ContentType: 'application/octet-stream' },
      // One part of 5 MiB in memory at a time.
      queueSize: 1,
    });
    try {
      await upload.done();
    } catch (error) {
      // That the content broke off is no fault of the bucket.
      const broken = content.errored;
      content.destroy();
      throw broken ?? this.unavailable(error);
    }
  }

  async get(id: string): Promise<Readable | null> {
    try {
      return (await this.client.send(new GetObjectCommand(this.objectOf(id)))).Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw this.unavailable(error);
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await this.client.send(new DeleteObjectCommand(this.objectOf(id)));
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  private unavailable(error: unknown): Unavailable {
    this.logger.error(`bucket "${this.bucket}": ${String(error)}`);
    return new Unavailable(retryAfterSeconds);
  }

  private objectOf(id: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `attachments/${id}` };
  }
}
