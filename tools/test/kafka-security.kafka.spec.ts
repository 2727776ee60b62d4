import { readFileSync } from 'node:fs';
import { CaseOpened, CustomerCard, PointsAccrued, topicNames } from '@crm/contracts';
import { KafkaTransport, type TopicsReport, toWire, UnsendableMessage } from '@crm/messaging';
import { startTestBroker, type TestBroker, waitFor } from '@crm/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import { type Acl, aclsOf } from '../kafka-acls.mjs';
import { makeTopics } from '../topics.mjs';
import { consumptionOfSources } from './event-documents.js';

const passwords = {
  'customer-master': 'pw-master',
  loyalty: 'pw-loyalty',
  'service-desk': 'pw-desk',
  stranger: 'pw-stranger',
  'onecustomer-topics': 'pw-topics',
};

/** What `npm run kafka:acls` prints, as the protocol says it. */
const toEntry = ({ principal, operation, resource, name }: Acl) => ({
  principal: `User:${principal}`,
  host: '*',
  permissionType: AclPermissionTypes.ALLOW,
  operation: AclOperationTypes[
    operation.replace(/[a-z](?=[A-Z])/g, '$&_').toUpperCase() as keyof typeof AclOperationTypes
  ] as AclOperationTypes,
  resourceType: AclResourceTypes[resource.toUpperCase() as keyof typeof AclResourceTypes] as AclResourceTypes,
  resourceName: resource === 'cluster' ? 'kafka-cluster' : name.replace(/\*$/, ''),
  resourcePatternType: name.endsWith('*') ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
});

describe('a broker that wants TLS, SCRAM and ACLs', () => {
  let broker: TestBroker;
  let made: TopicsReport;
  const opened: KafkaTransport[] = [];
  const as = (username: keyof typeof passwords, more: { password?: string; ssl?: boolean } = {}): KafkaTransport => {
    const { password = passwords[username], ssl } = more;
    const transport = new KafkaTransport({
      brokers: broker.secure!.brokers,
      clientId: username,
      ssl: ssl ?? { ca: readFileSync(broker.secure!.caFile) },
      sasl: { mechanism: 'scram-sha-512', username, password },
      sessionTimeoutMs: 6_000,
    });
    opened.push(transport);
    return transport;
  };
  /** The environment of `npm run kafka:topics`. */
  const topicsJob = (username: keyof typeof passwords): NodeJS.ProcessEnv => ({
    KAFKA_BROKERS: broker.secure!.brokers.join(),
    KAFKA_SSL: 'true',
    KAFKA_CA_FILE: broker.secure!.caFile,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: passwords[username],
  });

  beforeAll(async () => {
    broker = await startTestBroker({ users: passwords });
    const admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createAcls({ acl: aclsOf(await consumptionOfSources()).map(toEntry) });
    await admin.disconnect();
    made = await makeTopics({ ...topicsJob('onecustomer-topics'), TOPIC_PARTITIONS: '2', TOPIC_REPLICATION: '1' });
  }, 240_000);

  afterAll(async () => {
    await Promise.all(opened.map((transport) => transport.stop()));
    await broker.stop();
  }, 60_000);

  const accrued = toWire('crm.loyalty.v1', PointsAccrued.example);
  const caseOpened = toWire('crm.case.v1', CaseOpened.example);

  it('lets the topics job make the topics over it, and nobody else', async () => {
    expect(made).toEqual({ created: [...topicNames], differences: [] });
    const again = { ...topicsJob('onecustomer-topics'), TOPIC_PARTITIONS: '3', TOPIC_REPLICATION: '1' };
    const { created, differences } = await makeTopics(again);
    expect(created).toEqual([]);
    expect(differences).toHaveLength(topicNames.length);
    // A service sees only topics that it reads or writes, and may create none of the others.
    await expect(makeTopics(topicsJob('loyalty'))).rejects.toThrow(/authoriz/i);
  });

  it('lets a service write its own topics, and read what its code reads, in its own group', async () => {
    await as('customer-master').publish([toWire('crm.customer-card.v1', CustomerCard.example)]);
    await as('service-desk').publish([caseOpened]);
    const loyalty = as('loyalty');
    await loyalty.publish([accrued]);
    const heard: string[] = [];
    await loyalty.subscribe({
      group: 'loyalty',
      topics: ['crm.customer-card.v1'],
      from: 'beginning',
      concurrency: 1,
      handler: async (messages) => heard.push(...messages.map(({ headers }) => headers['ce_type']!)),
    });
    await waitFor(() => heard.length === 1, { timeoutMs: 30_000, what: 'the card' });
    await waitFor(async () => (await loyalty.lag('loyalty', ['crm.customer-card.v1'])) === 0);
  });

  it("refuses another service's topic; the event waits until somebody permits it", async () => {
    const error = await as('loyalty')
      .publish([caseOpened])
      .catch((refused: Error) => refused);
    expect((error as Error).message).toMatch(/not authorized/i);
    expect(error).not.toBeInstanceOf(UnsendableMessage);
  });

  it('hands a service nothing that it does not read, and nobody the place of another group', async () => {
    await expect(as('loyalty').lag('loyalty', ['crm.feedback.v1'])).rejects.toThrow(/not authorized/i);
    // What kafkajs says of a group that one may not see.
    await expect(as('loyalty').lag('service-desk', ['crm.order.v1'])).rejects.toThrow('group coordinator');
  });

  it('knows no stranger, no wrong password and no connection without TLS', async () => {
    await expect(as('stranger').publish([accrued])).rejects.toThrow(/not authorized|authorization/i);
    await expect(as('loyalty', { password: 'guessed' }).ping(5_000)).rejects.toThrow(/authentication/i);
    await expect(as('loyalty', { ssl: false }).ping(5_000)).rejects.toThrow();
    // Somebody else's authority is not trusted.
    await expect(as('loyalty', { ssl: true }).ping(5_000)).rejects.toThrow(/certificate|self.signed/i);
  });
});
