// Reads a calendar with ical.js, which Thunderbird uses: each event with its days, series told out, as JSON.
const ICAL = require("ical.js");
const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
const told = calendar.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  const days = [];
  const steps = event.iterator();
  for (let next = steps.next(); next; next = steps.next()) days.push(next.toString().slice(0, 10));
  const alarms = part.getAllSubcomponents("valarm");
  return {
    uid: event.uid,
    sequence: event.sequence,
    start: event.startDate.toString(),
    floating: event.startDate.zone === ICAL.Timezone.localTimezone,
    days,
    description: event.description,
    alarms: alarms.map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
});
process.stdout.write(JSON.stringify(told));
