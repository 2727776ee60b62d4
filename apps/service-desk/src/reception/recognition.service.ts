import type { Tx } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { CasesService, type OpenCase } from '../cases/cases.service.js';
import { IntakesService, type NewIntake } from '../intakes/intakes.service.js';
import { alikeness, saysEnough, tellingTermsOf } from '../texts/rules/alike.js';
import { withoutQuotes } from '../texts/rules/quotes.js';
import type { Caller } from './callers.service.js';
import { attachedFrom, couldBeSame, matches } from './rules/recognition.js';

/** Among so many open cases of a caller, the newest, one is looked for by the words; of each so many contacts are read. */
const most = { cases: 50, compared: 20, contacts: 20 };

/** What of a caller's open cases a contact could be about. */
export interface Recognised {
  /** The caller's open cases, the newest first. */
  open: OpenCase[];
  /** Open cases with the same order or product, of any time. */
  sameMatter: OpenCase[];
  /** Those that it belongs to, the best first. */
  candidates: OpenCase[];
  /** How much its words say what is said in a case, by the id of the case, 0 to 1. */
  alike: ReadonlyMap<string, number>;
}

/** Finds out what a contact is about: the caller's case of the same order or product, else the one that says the same. */
@Injectable()
export class RecognitionService {
  constructor(
    private readonly cases: CasesService,
    private readonly intakes: IntakesService,
  ) {}

  /** Under the lock on the caller's names, so that no other contact of the caller opens a case meanwhile. */
  async recognise(tx: Tx, intake: NewIntake, caller: Caller): Promise<Recognised> {
    if (caller.names.length === 0) return { open: [], sameMatter: [], candidates: [], alike: new Map() };
    const open = await this.cases.openOfCaller(tx, caller, most.cases);
    const sameMatter = await this.cases.openOfMatter(tx, caller, intake);
    const exact = matches(intake, sameMatter);
    if (exact.length > 0) return { open, sameMatter, candidates: exact, alike: new Map() };
    const comparable = open.filter((kase) => couldBeSame(intake, kase)).slice(0, most.compared);
    const terms = tellingTermsOf(saidIn(intake));
    const alike = await this.compare(tx, terms, comparable);
    const byWords = saysEnough(terms) ? comparable.filter(({ id }) => (alike.get(id) ?? 0) >= attachedFrom) : [];
    return { open, sameMatter, candidates: byWords.sort((a, b) => alike.get(b.id)! - alike.get(a.id)!), alike };
  }

  /** The most that any contact of each case says the same: together they would say more than any of them. */
  private async compare(tx: Tx, terms: ReturnType<typeof tellingTermsOf>, cases: OpenCase[]) {
    const alike = new Map<string, number>();
    if (terms.size === 0 || cases.length === 0) return alike;
    const ids = cases.map(({ id }) => id);
    for (const said of await this.intakes.newestOf(tx, ids, most.contacts)) {
      const score = alikeness(terms, tellingTermsOf(saidIn(said)));
      alike.set(said.caseId, Math.max(score, alike.get(said.caseId) ?? 0));
    }
    return alike;
  }
}

/** Of a mail, without the history that it quotes. */
const saidIn = ({ channel, subject, text }: Pick<NewIntake, 'channel' | 'subject' | 'text'>): string =>
  `${subject}\n${channel === 'email' ? withoutQuotes(text) : text}`;
