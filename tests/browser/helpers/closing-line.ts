// Closes a run with one plain line, "N passed, N failed", that any CI can count.
import type {
  FullResult,
  Reporter,
  TestCase,
  TestResult,
} from "@playwright/test/reporter";

export default class ClosingLine implements Reporter {
  #outcomes = new Map<string, TestResult["status"]>();

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#outcomes.set(test.id, result.status);
  }

  async onEnd(result: FullResult): Promise<void> {
    const outcomes = [...this.#outcomes.values()];
    const passed = outcomes.filter((status) => status === "passed").length;
    const skipped = outcomes.filter((status) => status === "skipped").length;
    const failed = outcomes.length - passed - skipped;
    // A run that broke before its tests has failed as well.
    const broken = failed === 0 && result.status !== "passed" ? 1 : 0;
    process.stdout.write(`${passed} passed, ${failed + broken} failed\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
