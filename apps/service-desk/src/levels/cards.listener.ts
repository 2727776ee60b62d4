import { IdentityChanges, LevelChanges } from '@crm/directory';
import { databaseNow } from '@crm/persistence';
import { Injectable } from '@nestjs/common';
import { LevelsService } from './levels.service.js';

/** New cases take the level of the card, so what the card says counts for open ones as well, whichever news came first. */
@Injectable()
export class CardsListener {
  constructor(identities: IdentityChanges, cards: LevelChanges, levels: LevelsService) {
    identities.listen(async (tx, { customerId }) => levels.follow(tx, customerId, await databaseNow(tx)));
    cards.listen(async (tx, { customerId }) => levels.follow(tx, customerId, await databaseNow(tx)));
  }
}
