// Runs a client of Statuspage's API just as its package left it, for test_statuspage_clients.py.
//
//   node clients.cjs <package> <the site's address>
//
// Each line of the input names a call, by the same name for both packages, and is answered by a
// line of JSON. A Date comes out as {"Date": "…"}, so that it differs from a text.
"use strict";

const { createInterface } = require("node:readline");

const clients = {
  "statuspage.io": ({ Statuspage }, address) => {
    const client = new Statuspage("ferries");
    client.setApiUrl(address);
    const { incidents, scheduledMaintenances: works, ...page } = client.api;
    return {
      summary: () => page.getSummary(),
      status: () => page.getStatus(),
      components: () => page.getComponents(),
      allIncidents: () => incidents.getAll(),
      unresolvedIncidents: () => incidents.getUnresolved(),
      allScheduledMaintenances: () => works.getAll(),
      activeScheduledMaintenances: () => works.getActive(),
      upcomingScheduledMaintenances: () => works.getUpcoming(),
    };
  },

  // StatuspageUpdates asks https://ferries.statuspage.io as soon as it is made, before anyone can
  // tell it another address. So the site is named as the proxy for https instead.
  "statuspage.js": ({ Statuspage, StatuspageUpdates }) => {
    const updates = new StatuspageUpdates("ferries");
    const told = [];
    updates.on("incident_update", (incident) => told.push(incident));
    const look = async () => {
      await updates.fetch();
      updates.checkUpdate();
      return told.splice(0);
    };
    return Object.create(new Statuspage("ferries"), { look: { value: look } });
  },
};

function spelled(key, value) {
  return this[key] instanceof Date ? { Date: value } : value;
}

async function main(name, address) {
  process.env.https_proxy = address;
  process.env.no_proxy = "127.0.0.1";
  const client = clients[name](require(name), address);
  for await (const call of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await client[call](), spelled));
  }
}

setTimeout(() => process.exit(1), 60_000).unref(); // nobody waits for an answer that never comes
main(...process.argv.slice(2));
