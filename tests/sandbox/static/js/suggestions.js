// What opens above the field: the bot's commands after a slash, its results after its name.

import { act, fileUrl } from "./api.js";
import { h } from "./dom.js";
import { label } from "./labels.js";
import { clear } from "./composer.js";
import { sayHere } from "./conversation.js";
import { draft, go, isPresent, me, onChange, openChat, openThread, tell, world } from "./store.js";

const PAUSE = 250;
let timer = null;
let selected = -1;
// The inline query whose results are shown: its text, its ids, its results.
let inline = null;

const box = () => document.querySelector(".suggestions");
const options = () => [...(box()?.querySelectorAll("button.option") ?? [])];

function open(...children) {
  box().replaceChildren(h("div", { class: "inner", role: "listbox" }, children));
  box().hidden = false;
  selected = -1;
}

export function closeSuggestions() {
  clearTimeout(timer);
  inline = null;
  if (box()) box().hidden = true;
}

export function suggest(text) {
  const prefix = `@${world.bot.username} `;
  if (text.startsWith(prefix)) return askInline(text.slice(prefix.length));
  closeSuggestions();
  if (/^\/\w*$/.test(text)) showCommands(text.slice(1));
  return undefined;
}

// Commands

export async function toggleCommands() {
  if (!box().hidden) closeSuggestions();
  else await showCommands("");
}

async function showCommands(start) {
  const chat = openChat();
  if (!isPresent(chat.bot) && chat.type !== "private") return;
  const { commands } = await act("menu", { chat: chat.id, user: me().id });
  const found = commands.filter(({ command }) => command.startsWith(start.toLowerCase()));
  if (!found.length) return closeSuggestions();
  open(found.map(({ command, description }) => option(
    { class: "command", "data-command": command, onclick: () => run(command) },
    h("span", {}, h("b", {}, `/${command}`), h("span", {}, description)))));
}

function run(command) {
  sayHere(`/${command}${openChat().type === "private" ? "" : `@${world.bot.username}`}`);
  clear();
}

function option(attributes, ...children) {
  return h("button", { type: "button", role: "option", ...attributes, class: `option ${attributes.class ?? ""}` }, ...children);
}

// Results

function askInline(query) {
  clearTimeout(timer);
  if (inline?.query === query && inline.chat === openChat().id) return showResults();
  timer = setTimeout(() => request(query, ""), PAUSE);
  return undefined;
}

async function request(query, offset) {
  const chat = openChat();
  if (!offset) {
    inline = { query, chat: chat.id, results: [], next: "", button: null, ids: new Set(), busy: true };
    showResults();
  }
  const asked = inline;
  const { id } = await act("type", { chat: chat.id, user: me().id, query, offset }).catch(() => ({ id: null }));
  asked.ids.add(id);
  if (early.has(id)) take(early.get(id));
}

const early = new Map();

onChange((event) => {
  if (event.kind !== "inline") return;
  if (inline?.ids.has(event.id)) take(event);
  // The results may come before the call that asked has returned.
  else early.set(event.id, event);
});

function take(event) {
  early.delete(event.id);
  if (!inline?.ids.has(event.id)) return;
  inline.results.push(...event.results.map((result) => ({ ...result, query: event.id })));
  Object.assign(inline, { next: event.next_offset, button: event.button, busy: false });
  showResults();
}

function showResults() {
  if (!box() || !inline) return;
  const { results, button, busy } = inline;
  const scrolled = box().scrollTop;
  const kept = selected;
  open(
    button && option({ class: "switch", onclick: () => fromInline(button) }, button.text),
    results.map(resultOption),
    !results.length && h("p", { class: "empty" }, label(busy ? "searching" : "none")));
  box().scrollTop = scrolled;
  if (kept >= 0) moveSelection(kept + 1);
  box().onscroll = () => {
    const isNear = box().scrollHeight - box().scrollTop - box().clientHeight < 80;
    if (isNear && inline?.next && !inline.busy) {
      inline.busy = true;
      request(inline.query, inline.next);
    }
  };
}

function resultOption(result) {
  const picture = result.thumb
    ? h("img", { class: "thumb", src: fileUrl(result.thumb), alt: "" })
    : h("span", { class: "thumb" }, /^\d+/.exec(result.title)?.[0] ?? result.title.slice(0, 1).toUpperCase());
  return option({ "data-result": result.id, onclick: () => pick(result) }, picture,
    h("span", { class: "lines" }, h("b", {}, result.title), h("span", {}, result.description)));
}

async function pick(result) {
  await act("choose", { query: result.query, result: result.id, chat: openChat().id, thread: openThread() });
  clear();
}

async function fromInline(button) {
  clear();
  go({ chat: me().id });
  await act("start", { user: me().id, parameter: button.start_parameter ?? "" });
}

// Keys

export function moveSelection(step) {
  const all = options();
  if (!box() || box().hidden || !all.length) return false;
  selected = (selected + step + all.length) % all.length;
  all.forEach((each, index) => each.setAttribute("aria-selected", String(index === selected)));
  all[selected].scrollIntoView({ block: "nearest" });
  return true;
}

// Whether an option was taken; with `fills`, a command is only written out.
export function takeSelection(fills) {
  const all = options();
  if (!box() || box().hidden || !all.length) return false;
  const taken = all[selected] ?? (fills ? all[0] : null);
  if (!taken) return false;
  if (fills && taken.dataset.command) {
    draft().text = `/${taken.dataset.command} `;
    tell({ kind: "draft" });
  } else taken.click();
  return true;
}
