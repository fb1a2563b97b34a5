// For developers: privacy mode, a restart, faults for the bot's next send, and its last calls.

import { act } from "./api.js";
import { clock, h } from "./dom.js";
import { label, locale } from "./labels.js";
import { dialogue, toast } from "./overlays.js";
import { world } from "./store.js";

const FAULTS = ["429", "500", "dropped", "lost", "slow"];

export async function openWorkbench() {
  const { calls } = await act("calls");
  const button = (id, words, run) => h("button", { type: "button", class: "chip", id, onclick: () => { close(); run(); } }, words);
  const body = h("div", { class: "tools" },
    h("div", { class: "chips" },
      button("restart", label("restart"), () => act("bot/restart")),
      button("privacy", label(world.bot.privacy ? "privacyOn" : "privacyOff"), () => act("privacy", { on: !world.bot.privacy }))),
    h("h3", {}, label("nextSend")),
    h("div", { class: "chips" }, FAULTS.map((name) => button(`fault-${name}`, label(`fault_${name}`), () => order(name)))),
    h("h3", {}, label("calls")),
    h("ul", { class: "calls" }, calls.map(({ method, status, at }) => h("li", {},
      h("time", {}, clock(at, locale())), h("code", {}, method), h("span", { class: status === 200 ? "fine" : "failed" }, String(status ?? "✕"))))));
  const close = dialogue({ title: label("tools"), body, actions: [[label("close"), () => {}]] });
}

async function order(name) {
  await act("fault", { name });
  toast(`${label("nextSend")} ${label(`fault_${name}`)}`);
}
