// @ts-check
import { accountsOf, unknownAccounts } from './accounts.mjs';
import { serviceCalls } from './calls.mjs';
import { CustomerMaker } from './customers.mjs';
import { writeCsv, writeJson, writeNdjson } from './files.mjs';
import { orderEvents } from './order-events.mjs';
import { placeOrders } from './orders.mjs';
import { rareCharacter, shanxiCoal } from './planted.mjs';
import { Random } from './random.mjs';
import { habitsOf, sources } from './records.mjs';
import { rowsOf, writeRegisters } from './registers.mjs';
import { plantTraps } from './traps.mjs';
import { articles } from './vocabulary/articles.mjs';
import { causes } from './vocabulary/causes.mjs';
import { products } from './vocabulary/products.mjs';
import { departments, employees } from './vocabulary/staff.mjs';

/** Writes everything in `samples/`. The same code gives the same bytes, on any day and any machine. */

const organisations = 837;
const persons = 359;
const encodings = /** @type {const} */ ({
  erp: 'utf-8',
  sales: 'utf-8',
  service: 'gb18030',
  finance: 'utf-8 with BOM',
});

const maker = new CustomerMaker(new Random('customers'));
const plantedRecords = [...shanxiCoal(maker, new Random('shanxi coal')), ...rareCharacter(maker)];
const customers = [
  ...Array.from({ length: organisations }, () => maker.organisation()),
  ...Array.from({ length: persons }, () => maker.person()),
];
plantTraps(customers, maker, new Random('traps'));

const records = [...plantedRecords, ...writeRegisters(customers, maker, new Random('registers'))];
const orders = placeOrders(
  accountsOf(records, new Random('accounts')),
  unknownAccounts(maker, new Random('unknown accounts')),
  new Random('orders'),
);

writeJson('departments.json', departments);
writeJson('employees.json', employees);
writeJson(
  'products.json',
  products.map(({ id, name, category, unit }) => ({ id, name, category, unit })),
);
for (const source of sources) {
  writeCsv(`customers-${source}.csv`, habitsOf[source].columns, rowsOf(records, source), encodings[source]);
}
writeCsv(
  'truth.csv',
  ['customer', 'source', 'sourceId'],
  records.map(({ customer, source, sourceId }) => ({ customer: customer.id, source, sourceId })),
  'utf-8',
);
writeNdjson('orders.ndjson', orderEvents(orders, new Random('order events')));
writeJson('causes.json', causes);
writeJson('articles.json', articles);
writeNdjson('service-calls.ndjson', serviceCalls(records, orders, new Random('service calls')));
