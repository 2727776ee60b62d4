import type { ServiceDeskConfig } from '../config.js';
import type { AttachmentStore } from './attachment-store.js';
import { DirectoryStore } from './directory-store.js';
import { S3Store } from './s3-store.js';

/** The bucket where one is named, else the directory. */
export function storeOf(config: ServiceDeskConfig): AttachmentStore {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (endpoint === undefined) return new DirectoryStore(config.ATTACHMENTS_DIR);
  const { S3_REGION: region, S3_BUCKET: bucket } = config;
  return new S3Store({
    endpoint,
    region,
    bucket: bucket!,
    accessKeyId: accessKeyId!,
    secretAccessKey: secretAccessKey!,
  });
}
