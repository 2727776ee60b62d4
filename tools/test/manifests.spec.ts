import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const services = ['customer-master', 'service-desk', 'feedback', 'loyalty', 'analytics'];

/** YAML as it comes: the checks below say what has to be in it. */
type Yaml = any; // eslint-disable-line @typescript-eslint/no-explicit-any

const read = (file: string): Yaml[] =>
  parseAllDocuments(readFileSync(join(root, file), 'utf8'), { merge: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]!.message}`);
    return document.toJS() as Yaml;
  });

const yamlFiles = ['k8s', 'docker'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);

const keysOf = new Map<string, { keys: readonly string[]; requiredKeys: readonly string[] }>();

beforeAll(async () => {
  for (const service of services) {
    const module = (await import(join(root, 'apps', service, 'src/config.ts'))) as Record<string, never>;
    const schema = Object.values(module).find((value: Yaml) => Array.isArray(value?.keys));
    if (!schema) throw new Error(`apps/${service}/src/config.ts exports no configuration`);
    keysOf.set(service, schema);
  }
});

const literals = (kustomization: Yaml, name: string): Record<string, string> =>
  Object.fromEntries(
    (kustomization.configMapGenerator ?? [])
      .filter((generator: Yaml) => generator.name === name)
      .flatMap((generator: Yaml) => generator.literals)
      .map((literal: string) => [literal.slice(0, literal.indexOf('=')), literal.slice(literal.indexOf('=') + 1)]),
  );

/** What a pod of the service sees: the environment's ConfigMap, its own, its secret, and its role. */
const environmentOf = (overlay: string, service: string): string[] => [
  ...Object.keys(literals(read(`k8s/overlays/${overlay}/kustomization.yaml`)[0], 'environment')),
  ...Object.keys(literals(read(`k8s/base/${service}/kustomization.yaml`)[0], 'config')),
  'DATABASE_URL',
  'ROLE',
];

describe('the manifests', () => {
  it('are YAML, every file', () => {
    expect(yamlFiles.length).toBeGreaterThan(15);
    for (const file of yamlFiles) expect(read(file).length).toBeGreaterThan(0);
  });

  it('name only files and folders that are there', () => {
    for (const file of yamlFiles.filter((name) => name.endsWith('kustomization.yaml'))) {
      const [kustomization] = read(file);
      for (const resource of [...(kustomization.resources ?? []), ...(kustomization.components ?? [])] as string[]) {
        expect([file, resource, existsSync(join(root, file, '..', resource))]).toEqual([file, resource, true]);
      }
    }
  });

  it('have every service in the base, with an image and labels of its own', () => {
    expect(read('k8s/base/kustomization.yaml')[0].resources.sort()).toEqual([...services].sort());
    for (const service of services) {
      const [kustomization] = read(`k8s/base/${service}/kustomization.yaml`);
      expect(kustomization.namePrefix).toBe(`${service}-`);
      expect(kustomization.labels[0]).toMatchObject({
        pairs: { 'app.kubernetes.io/name': service },
        includeSelectors: true,
      });
      expect(kustomization.images[0].newName).toBe(`onecustomer/${service}`);
    }
  });

  it.each(['http', 'worker'])('give the %s pods probes, a bounded stop and no rights', (role) => {
    const [deployment] = read(`k8s/base/template/${role}.deployment.yaml`);
    const pod = deployment.spec.template.spec;
    const [container] = pod.containers;
    expect(deployment.spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    expect(deployment.spec.selector.matchLabels).toEqual(deployment.spec.template.metadata.labels);
    expect(container.env).toContainEqual({ name: 'ROLE', value: role });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(container.ports[0]).toEqual({ name: 'http', containerPort: 3000 });
    // preStop 5 s and a drain of at most 25 s have to fit.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expectRestricted(pod);
  });

  it('migrate in a job of its own, with another database account than the pods', () => {
    const [job] = read('k8s/base/template/migrate.job.yaml');
    expect(job.spec.template.spec.containers[0].command).toEqual(['node', 'service/dist/migrate.js']);
    expectRestricted(job.spec.template.spec);
    for (const service of services) {
      const patches = read(`k8s/base/${service}/kustomization.yaml`)[0].patches as Yaml[];
      const secretOf = (kind: string) => parse(patches.find((patch) => patch.target.kind === kind).patch)[0][0].value;
      expect(secretOf('Deployment')).toBe(`${service}-database`);
      expect(secretOf('Job')).toBe(`${service}-database-ddl`);
    }
  });

  it('lead the service to the HTTP pods on their port', () => {
    const [service] = read('k8s/base/template/service.yaml');
    const [deployment] = read('k8s/base/template/http.deployment.yaml');
    expect(service.spec.selector).toEqual(deployment.spec.template.metadata.labels);
    expect(service.spec.ports[0].targetPort).toBe('http');
    const [ingress] = read('k8s/components/ingress/ingress.yaml');
    // The largest import, which nginx would refuse otherwise.
    expect(ingress.metadata.annotations['nginx.ingress.kubernetes.io/proxy-body-size']).toBe('201m');
    const paths = ingress.spec.rules[0].http.paths as Yaml[];
    expect(paths.map((path) => [path.path, path.backend.service.name])).toEqual(
      services.map((name) => [`/${name}`, `${name}-api`]),
    );
  });

  it.each(['dev', 'staging', 'prod'])(
    'set in %s only variables that the service knows, and all that it needs',
    (overlay) => {
      for (const service of services) {
        const { keys, requiredKeys } = keysOf.get(service)!;
        const set = environmentOf(overlay, service);
        expect([service, set.filter((key) => !keys.includes(key))]).toEqual([service, []]);
        expect([service, requiredKeys.filter((key) => !set.includes(key) && !set.includes(`${key}_FILE`))]).toEqual([
          service,
          [],
        ]);
      }
    },
  );
});

describe('the alerts', () => {
  it('ask for metrics that the services have, and lead to what is written about them', () => {
    const [rules] = read('k8s/components/alerts/deliveries.rules.yaml');
    const files = ['libs/messaging/src/messaging.metrics.ts', 'apps/customer-master/src/webhooks/webhooks.metrics.ts'];
    const metrics = files.map((file) => readFileSync(join(root, file), 'utf8')).join('');
    const alerts = rules.spec.groups.flatMap((group: Yaml) => group.rules);
    for (const { alert, expr, labels, annotations } of alerts) {
      const asked = /\) \((?:delta\()?(\w+)/.exec(expr)?.[1];
      expect([alert, metrics.includes(`'${asked}'`) || metrics.includes(`  ${asked}: {`)]).toEqual([alert, true]);
      expect(['warning', 'critical']).toContain(labels.severity);
      const page = /docs\/[\w-]+\.md/.exec(annotations.description)?.[0];
      expect([alert, existsSync(join(root, page ?? 'no page'))]).toEqual([alert, true]);
    }
    expect(alerts.map(({ alert }: Yaml) => alert)).toEqual([
      'DeadLetters',
      'DeadLettersForgotten',
      'OutboxParked',
      'OutboxWaits',
      'ConsumerBehind',
      'WebhookDeliveriesDead',
      'WebhookWaits',
      'WebhookDisabled',
    ]);
  });
});

describe('Compose', () => {
  const compose = () => read('docker/compose.yaml')[0];

  it('sets only variables that the services know, and all that they need', () => {
    for (const service of services) {
      const { keys, requiredKeys } = keysOf.get(service)!;
      const set = Object.keys(compose().services[service].environment);
      expect([service, set.filter((key) => !keys.includes(key))]).toEqual([service, []]);
      expect([service, requiredKeys.filter((key) => !set.includes(key))]).toEqual([service, []]);
    }
  });

  it('starts a service after its migration and the topics, and gives each its own database', () => {
    const urls = services.map((service) => {
      const { depends_on: after, environment } = compose().services[service];
      expect(after[`${service}-migrate`]).toEqual({ condition: 'service_completed_successfully' });
      expect(after.topics).toEqual({ condition: 'service_completed_successfully' });
      expect(environment.DATABASE_URL).toBe(compose().services[`${service}-migrate`].environment.DATABASE_URL);
      return new URL(environment.DATABASE_URL.replace('${POSTGRES_PASSWORD}', 'secret')).pathname.slice(1);
    });
    const created = readFileSync(join(root, 'docker/postgres-init/databases.sql'), 'utf8');
    for (const database of urls) expect(created).toContain(`CREATE DATABASE ${database};`);
    expect(new Set(urls).size).toBe(services.length);
  });
});

describe('Kustomize, where it is installed', () => {
  const renderer = ['kustomize', 'kubectl'].find((name) => {
    try {
      execFileSync(name, name === 'kubectl' ? ['version', '--client'] : ['version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });

  const whereInstalled = renderer ? it : it.skip;
  whereInstalled.each(['dev', 'staging', 'prod'])(
    'renders %s: every selector finds pods, every ConfigMap exists',
    (overlay) => {
      const verb = renderer === 'kubectl' ? ['kustomize'] : ['build'];
      const text = execFileSync(renderer!, [...verb, join(root, 'k8s/overlays', overlay)], { encoding: 'utf8' });
      const all = parse(text);
      const of = (kind: string) => all.filter((object) => object.kind === kind);
      const pods = of('Deployment').map(
        (deployment) => deployment.spec.template.metadata.labels as Record<string, string>,
      );
      const found = (selector: Record<string, string>) =>
        pods.filter((labels) => Object.entries(selector).every(([name, value]) => labels[name] === value)).length;
      for (const service of of('Service'))
        expect([service.metadata.name, found(service.spec.selector)]).toEqual([service.metadata.name, 1]);
      for (const budget of of('PodDisruptionBudget')) expect(found(budget.spec.selector.matchLabels)).toBe(1);
      const maps = of('ConfigMap').map((map) => map.metadata.name as string);
      for (const deployment of of('Deployment')) {
        const refs = deployment.spec.template.spec.containers[0].envFrom.flatMap(
          (from: Yaml) => from.configMapRef?.name ?? [],
        );
        expect(refs.filter((name: string) => !maps.includes(name))).toEqual([]);
      }
      expect(of('Deployment')).toHaveLength(services.length * 2);
    },
  );
});

function parse(text: string): Yaml[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Yaml);
}

function expectRestricted(pod: Yaml): void {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(pod.automountServiceAccountToken).toBe(false);
  for (const container of pod.containers) {
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.requests).toBeDefined();
    expect(container.resources.limits.memory).toBeDefined();
  }
}
