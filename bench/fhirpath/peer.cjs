// Evaluates each expression on its resource for a while and tells the processor time of one evaluation.
// stdin:  {"milliseconds": 100, "cases": [{"expression": "…", "resource": {…}}]}
// stdout: one line of JSON for each case: {"microseconds": 1.2, "count": 3} or {"error": "…"}
const fhirpath = require('fhirpath');
const model = require('fhirpath/fhir-context/r4');

// trace() and warnings would stand among the answers.
console.log = console.warn = console.error = () => {};
const answer = line => process.stdout.write(JSON.stringify(line) + '\n');

const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));
for (const { expression, resource } of input.cases) {
  try {
    const evaluate = fhirpath.compile(expression, model);
    const run = () => evaluate(resource, { resource, rootResource: resource });
    const count = run().length;
    for (let i = 0; i < 300; i++) run();
    const before = process.cpuUsage();
    const end = process.hrtime.bigint() + BigInt(input.milliseconds) * 1000000n;
    let runs = 0;
    do {
      for (let i = 0; i < 20; i++) run();
      runs += 20;
    } while (process.hrtime.bigint() < end);
    const used = process.cpuUsage(before);
    answer({ microseconds: (used.user + used.system) / runs, count });
  } catch (e) {
    answer({ error: String(e.message).slice(0, 200) });
  }
}
