import { describeJourney } from './journey.js';

describeJourney('embedded event log', []);
