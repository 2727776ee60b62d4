import { Module } from '@nestjs/common';
import { CustomersModule } from '../customers/customers.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { MatchingModule } from '../matching/matching.module.js';
import { ReviewDetails } from './review-details.service.js';
import { ReviewsController } from './reviews.controller.js';
import { ReviewsRepository } from './reviews.repository.js';
import { Reviews } from './reviews.service.js';

@Module({
  imports: [CustomersModule, IdentityModule, MatchingModule],
  controllers: [ReviewsController],
  providers: [Reviews, ReviewDetails, ReviewsRepository],
})
export class ReviewsModule {}
