// Checks pages (a JSON list of texts on stdin) with html-validate and prints what it finds on each.
const { HtmlValidate, StaticConfigLoader } = require("html-validate");

const loader = new StaticConfigLoader({
  extends: ["html-validate:recommended"],
  rules: {
    "attr-quotes": "off", // a plain name needs none, and a page has thousands of them
    "no-inline-style": "error",
    "long-title": "off",
    "prefer-native-element": ["error", { exclude: ["group", "status", "alert"] }],
  },
});

let text = "";
process.stdin.on("data", (part) => { text += part; });
process.stdin.on("end", async () => {
  const checker = new HtmlValidate(loader);
  const found = [];
  for (const page of JSON.parse(text)) {
    const report = await checker.validateString(page);
    found.push(report.results.flatMap((result) => result.messages.map((one) => `${one.ruleId}: ${one.message} (${one.line}:${one.column})`)));
  }
  process.stdout.write(JSON.stringify(found));
});
