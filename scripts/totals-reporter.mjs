import { writeSync } from 'node:fs';

/** Jest reporter: the totals as the very last line, `N passed, N failed, N skipped`. A suite that did not run has failed. */
export default class TotalsReporter {
  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const totals = `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`;
    // Jest writes its own summary to stderr after the reporters: at exit everything else has been said.
    process.once('exit', () => writeSync(1, totals));
  }
}
