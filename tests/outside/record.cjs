// Validates FHIR R4 records, one a line, against the profiles of the release: its messages for each, as JSON.
const { Fhir } = require("fhir");
const validator = new Fhir();
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const told = lines.map((line) => validator.validate(JSON.parse(line), { errorOnUnexpected: true }));
process.stdout.write(JSON.stringify(told));
