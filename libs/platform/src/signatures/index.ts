export {
  newSecret,
  secretsFrom,
  type SignatureFault,
  signatureFault,
  type SignatureHeaders,
  signedHeaders,
} from './signature.js';
