import { describeJourney } from './journey.js';

describeJourney('Kafka', ['--kafka']);
