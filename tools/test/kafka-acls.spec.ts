import { beforeAll, describe, expect, it } from '@jest/globals';
import { definitionOf, type Topic, topicNames, topicOf } from '@crm/contracts';
import type { Consumption } from '../events/readers.mjs';
import { type Acl, aclCommands, aclsOf, topicsPrincipal } from '../kafka-acls.mjs';
import { consumptionOfSources } from './event-documents.js';

let consumption: Consumption;
let acls: Acl[];
beforeAll(async () => {
  consumption = await consumptionOfSources();
  acls = aclsOf(consumption);
}, 120_000);

const names = (principal: string, operation: Acl['operation'], resource: Acl['resource'] = 'topic'): string[] =>
  acls
    .filter((acl) => acl.principal === principal && acl.operation === operation && acl.resource === resource)
    .map(({ name }) => name);

describe('on Kafka a service', () => {
  it('may write its own topics and no other; only the HTTP intake passes on what outside systems tell', () => {
    const writers = (topic: Topic) =>
      acls.filter(({ operation, name }) => operation === 'Write' && name === topic).map(({ principal }) => principal);
    for (const topic of topicNames) {
      const isOurs = consumption.has(topicOf(topic).producer);
      const allowed = isOurs ? [topicOf(topic).producer] : ['customer-master', topicOf(topic).producer];
      expect([topic, writers(topic)]).toEqual([topic, allowed]);
    }
  });

  it('may read what its decorators name, and nothing else', () => {
    for (const [service, handlers] of consumption) {
      const declared = handlers.flatMap(({ kind, on }) =>
        kind === 'tombstone' ? on : on.flatMap((type) => [...definitionOf(type)!.topics]),
      );
      expect([service, names(service, 'Read')]).toEqual([service, [...new Set(declared)].sort()]);
      expect(names(service, 'Read')).not.toEqual([]);
    }
  });

  it('may be in the groups of its name and in those of nobody else', () => {
    for (const service of consumption.keys()) {
      expect(names(service, 'Read', 'group')).toEqual([service, `${service}-*`]);
      expect(names(service, 'Delete', 'group')).toEqual([`${service}-*`]);
      const others = [...consumption.keys()].filter((name) => name !== service);
      expect(others.filter((other) => other.startsWith(`${service}-`))).toEqual([]);
    }
  });

  it('may make or change no topic: that is the business of a principal of its own', () => {
    const makers = acls.filter(({ operation }) => ['Create', 'AlterConfigs'].includes(operation));
    expect(new Set(makers.map(({ principal }) => principal))).toEqual(new Set([topicsPrincipal]));
    expect(names(topicsPrincipal, 'Create')).toEqual(topicNames);
    expect([...names(topicsPrincipal, 'Read'), ...names(topicsPrincipal, 'Write')]).toEqual([]);
  });
});

it('an outside system may write its topic and do nothing else', () => {
  expect(acls.filter(({ principal }) => principal === 'erp')).toEqual([
    { principal: 'erp', operation: 'Write', resource: 'topic', name: 'erp.order.v1' },
    { principal: 'erp', operation: 'IdempotentWrite', resource: 'cluster', name: '' },
  ]);
});

it('the commands say the same, alike things in one', () => {
  const some: Acl[] = [
    { principal: 'loyalty', operation: 'Read', resource: 'topic', name: 'crm.case.v1' },
    { principal: 'loyalty', operation: 'Read', resource: 'topic', name: 'crm.order.v1' },
    { principal: 'loyalty', operation: 'Read', resource: 'group', name: 'loyalty' },
    { principal: 'loyalty', operation: 'Read', resource: 'group', name: 'loyalty-*' },
    { principal: 'loyalty', operation: 'Delete', resource: 'group', name: 'loyalty-*' },
    { principal: 'loyalty', operation: 'IdempotentWrite', resource: 'cluster', name: '' },
  ];
  const start = 'kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --command-config "$ADMIN_CONFIG" --add';
  expect(aclCommands(some).map((command) => command.replaceAll(/ \\\n */g, ' '))).toEqual([
    `${start} --allow-principal User:loyalty --operation Read --topic crm.case.v1 --topic crm.order.v1`,
    `${start} --allow-principal User:loyalty --operation Read --group loyalty`,
    `${start} --allow-principal User:loyalty --operation Read --operation Delete --group loyalty- --resource-pattern-type prefixed`,
    `${start} --allow-principal User:loyalty --operation IdempotentWrite --cluster`,
  ]);
});
