import { importCounts, rowProblem } from '../../shared/imports/model.ts';

/** A finding about a row of an imported file. */
export const findingView = rowProblem.meta({ id: 'ImportFinding' });

/** What an import did. */
export const countsView = importCounts.meta({ id: 'ImportCounts' });
