// @ts-check
import { makeUscc } from './uscc.mjs';
/** @import { Customer, CustomerMaker } from './customers.mjs' */
/** @import { Random } from './random.mjs' */

/** How often each trap is planted; `samples/README.md` names the same numbers. */
const counts = { switchboard: 36, groups: 10, firmNamesakes: 15, personNamesakes: 10, couples: 10, shopkeepers: 8 };

/**
 * Makes some customers look like each other although they are not one: every pair here must stay apart.
 * @param {Customer[]} customers Changed in place.
 * @param {CustomerMaker} maker
 * @param {Random} random
 */
export function plantTraps(customers, maker, random) {
  const firms = random.shuffled(
    customers.filter((one) => one.kind === 'organisation' && one.industry?.register === '91'),
  );
  const shops = random.shuffled(customers.filter((one) => one.industry?.register === '92'));
  const persons = random.shuffled(customers.filter((one) => one.kind === 'person'));

  moveIntoOnePark(firms, maker);
  for (const [parent, sister] of pairs(firms, counts.groups, inAnotherTrade)) joinGroup(parent, sister, maker, random);
  for (const [one, other] of pairs(firms, counts.firmNamesakes, inAnotherCity)) nameAlike(one, other, maker);
  for (const [one, other] of pairs(persons, counts.personNamesakes, () => true)) takeName(other, one);
  for (const [one, other] of pairs(persons, counts.couples, () => true)) moveIn(other, one);
  for (const shop of shops.slice(0, counts.shopkeepers)) keepShop(shop, persons.pop());
}

/**
 * Takes pairs out of the pool, so that nobody is in two traps.
 * @param {Customer[]} pool
 * @param {number} count
 * @param {(one: Customer, other: Customer) => boolean} suit
 * @returns {[Customer, Customer][]}
 */
function pairs(pool, count, suit) {
  return Array.from({ length: count }, () => {
    const one = pool.pop();
    const at = pool.findIndex((candidate) => one && suit(one, candidate));
    const [other] = at < 0 ? [] : pool.splice(at, 1);
    if (!one || !other) throw new Error('Too few customers for the traps');
    return [one, other];
  });
}

/** @param {Customer} one @param {Customer} other */
const inAnotherTrade = (one, other) => one.industry !== other.industry;

/** @param {Customer} one @param {Customer} other */
const inAnotherCity = (one, other) => one.place.city !== other.place.city;

/** One switchboard number for a whole industrial park: it says nothing about who is calling. @param {Customer[]} firms @param {CustomerMaker} maker */
function moveIntoOnePark(firms, maker) {
  const tenants = firms.filter((firm) => firm.place.city === '太原').slice(0, counts.switchboard);
  const place = tenants[0]?.place;
  if (!place) return;
  const landline = maker.newLandline(place);
  for (const [at, tenant] of tenants.entries()) {
    Object.assign(tenant, { place, landline, street: `工业大道88号晋阳创业园${at + 1}号楼` });
    firms.splice(firms.indexOf(tenant), 1);
  }
}

/** Two legal entities of one group: same 字号, city and switchboard, each with its own USCC. @param {Customer} parent @param {Customer} sister @param {CustomerMaker} maker @param {Random} random */
function joinGroup(parent, sister, maker, random) {
  if (!sister.industry) return;
  Object.assign(sister, maker.namesOf(parent.place, sister.industry, parent.tradeName));
  const { place, landline, street, salesOwner } = parent;
  const uscc = makeUscc(random, sister.industry.register, place.region);
  Object.assign(sister, { place, landline, street, salesOwner, uscc, email: mailboxLike(parent, sister) });
}

/** Same 字号 and trade in another city, nothing else in common. @param {Customer} one @param {Customer} other @param {CustomerMaker} maker */
function nameAlike(one, other, maker) {
  if (!one.industry) return;
  Object.assign(other, maker.namesOf(other.place, one.industry, one.tradeName));
  Object.assign(other, { industry: one.industry, email: mailboxLike(one, other) });
}

/** The mail domain goes with the 字号, but no mailbox is shared. @param {Customer} one @param {Customer} other */
function mailboxLike(one, other) {
  const [, spelling = ''] = /@([a-z]+)/.exec(one.email) ?? [];
  return other.email.replace(/@[a-z]+/, `@${spelling}`);
}

/** A sole trader and the person behind the counter share a mobile, and are two customers of two kinds. @param {Customer} shop @param {Customer | undefined} keeper */
function keepShop(shop, keeper) {
  if (!keeper) return;
  shop.mobile = keeper.mobile;
  shop.contact = keeper.contact;
}

/** Two persons with one name. @param {Customer} to @param {Customer} from */
function takeName(to, from) {
  const email = `${from.contact.pinyin}${to.mobile.slice(-4)}@example.com`;
  Object.assign(to, { contact: from.contact, legalName: from.legalName, shortName: from.shortName, email });
}

/** A couple gives one number and one address. @param {Customer} to @param {Customer} from */
function moveIn(to, { mobile, landline, place, street, salesOwner }) {
  Object.assign(to, { mobile, landline, place, street, salesOwner });
}
