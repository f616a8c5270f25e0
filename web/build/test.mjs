// Runs the unit tests and closes with one plain line, "N passed, N failed", that any CI can count.
import { startVitest } from 'vitest/node';

const vitest = await startVitest('test', process.argv.slice(2), { watch: false, run: true });
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const count = (state) => tests.filter((test) => test.result().state === state).length;
const broken = vitest.state.getTestModules().filter((module) => module.state() === 'failed').length;
const failed = count('failed') || broken;
await vitest.close();
console.log(`${count('passed')} passed, ${failed} failed`);
process.exitCode = failed > 0 || count('passed') === 0 ? 1 : 0;
