import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { AttachmentStore } from './attachment-store.js';

/** Where the bucket is, and who we are there. */
export interface S3Options {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Contents as objects of one bucket, which has to be there. */
export class S3Store extends AttachmentStore {
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
      content.destroy();
      throw error;
    }
  }

  async get(id: string): Promise<Readable | null> {
    try {
      return (await this.client.send(new GetObjectCommand(this.objectOf(id)))).Body as Readable;
    } catch (error) {
      if (error instanceof NoSuchKey) return null;
      throw error;
    }
  }

  async remove(id: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.objectOf(id)));
  }

  private objectOf(id: string): { Bucket: string; Key: string } {
    return { Bucket: this.bucket, Key: `attachments/${id}` };
  }
}
