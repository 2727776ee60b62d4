// @ts-check
import { join } from 'node:path';

/**
 * @typedef {{ port: number, keystore: string, password: string }} Secure the second listener
 * @typedef {{ id: string, node: number, controllers: number[] }} Cluster `node` counts from 1; `controllers` are the ports
 *   of all nodes' controllers
 */

/**
 * The configuration of one node, which is broker and controller.
 * @param {{ directory: string, port: number, advertisedPort: number, cluster: Cluster, secure?: Secure }} node
 */
export function serverProperties({ directory, port, advertisedPort, cluster: { node, controllers }, secure }) {
  const copies = controllers.length;
  const oneMayBeAway = Math.max(1, copies - 1);
  return [
    'process.roles=broker,controller',
    `node.id=${node}`,
    `controller.quorum.voters=${controllers.map((at, index) => `${index + 1}@127.0.0.1:${at}`).join()}`,
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllers[node - 1]}${secureListener(secure)}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${advertisedPort}${secureListener(secure)}`,
    ...secureProperties(secure),
    'inter.broker.listener.name=PLAINTEXT',
    // A backslash begins an escape in a properties file.
    `log.dirs=${join(directory, 'data').replaceAll('\\', '/')}`,
    `offsets.topic.replication.factor=${copies}`,
    `transaction.state.log.replication.factor=${copies}`,
    `transaction.state.log.min.isr=${oneMayBeAway}`,
    `share.coordinator.state.topic.replication.factor=${copies}`,
    `share.coordinator.state.topic.min.isr=${oneMayBeAway}`,
    `min.insync.replicas=${oneMayBeAway}`,
    // Few groups: fifty partitions of bookkeeping only slow the start.
    'offsets.topic.num.partitions=5',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    '',
  ].join('\n');
}

/** @param {Secure} [secure] */
const secureListener = (secure) => (secure ? `,SASL_SSL://localhost:${secure.port}` : '');

/** @param {Secure} [secure] */
function secureProperties(secure) {
  if (!secure) return [];
  return [
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
    `ssl.keystore.location=${secure.keystore.replaceAll('\\', '/')}`,
    'ssl.keystore.type=PKCS12',
    `ssl.keystore.password=${secure.password}`,
    'sasl.enabled.mechanisms=SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users=User:ANONYMOUS',
  ];
}
