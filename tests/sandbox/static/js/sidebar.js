// Whom one speaks as, the chats of that person, and the state of the bot.

import { act } from "./api.js";
import { avatar, clock, h } from "./dom.js";
import { label, locale } from "./labels.js";
import { serviceText } from "./message.js";
import { choose } from "./overlays.js";
import { openWorkbench } from "./workbench.js";
import { actionIn, go, isMine, me, nameOf, place, titleOf, unreadOf, world } from "./store.js";

const LANGUAGES = [["zh-hans", "中文"], ["en", "English"]];

export function drawSidebar(root) {
  root.replaceChildren(account(), chatList(), workbench());
}

function account() {
  const person = me();
  const who = h("button", { type: "button", class: "who", id: "who", onclick: choosePerson },
    avatar(person.id, person.name),
    h("span", { style: "min-width:0" }, h("span", { class: "label" }, label("you")), h("div", { class: "name" }, `${person.name} ▾`)));
  const languages = h("select", { id: "language", "aria-label": label("language"), onchange: (event) => act("language", { user: person.id, code: event.target.value }) },
    LANGUAGES.map(([code, name]) => h("option", { value: code, selected: code === person.language }, name)));
  return h("header", { class: "account" }, who, languages);
}

async function choosePerson() {
  const people = [...world.people.values()].map((person) => ({
    value: person.id,
    picture: avatar(person.id, person.name),
    name: person.name,
    note: [`@${person.username}`, person.operator && label("operator"), person.language].filter(Boolean).join(" · "),
    current: person.id === me().id,
  }));
  const id = await choose(label("choosePerson"), people);
  if (id === null) return;
  const { chat, thread } = place();
  const open = world.chats.get(chat);
  const stays = open && open.type !== "private" && open.members[id];
  go({ person: id, chat: stays ? chat : open ? id : null, thread: stays ? thread : null });
}

function chatList() {
  const mine = [...world.chats.values()].filter((chat) => isMine(chat) && !chat.migrated_to);
  return h("ul", { class: "chats" }, mine.map(chatRow));
}

function chatRow(chat) {
  const last = [...chat.messages.values()].at(-1);
  const unread = unreadOf(chat);
  return h("li", {}, h("button", { type: "button", "data-chat": chat.id, "aria-current": String(place().chat === chat.id), onclick: () => go({ chat: chat.id }) },
    avatar(chat.type === "private" ? world.bot.id : chat.id, titleOf(chat)),
    h("span", { class: "lines" },
      h("span", { class: "top" }, h("span", { class: "title" }, titleOf(chat)), last && h("time", {}, clock(last.message.date, locale()))),
      h("span", { class: "last" }, lastWords(chat, last), unread > 0 && h("span", { class: "badge" }, String(unread))))));
}

function lastWords(chat, last) {
  if (actionIn(chat)) return h("span", { class: "words typing" }, label("typing"));
  if (!last) return h("span", { class: "words" }, label("empty"));
  const { message } = last;
  const text = serviceText(message) ?? message.text ?? message.caption ?? label(message.photo ? "photo" : "document");
  const name = last.author === me().id ? label("you_") : nameOf(message);
  const isShown = chat.type !== "private" && !serviceText(message);
  return h("span", { class: "words" }, isShown ? `${name}: ${text}` : text);
}

function workbench() {
  const state = h("div", { class: "state" },
    h("i", { class: `dot ${world.running ? "on" : ""}` }),
    h("span", {}, label(world.running ? "running" : "stopped")),
    h("button", { type: "button", class: "text-button", id: "tools", onclick: openWorkbench }, label("tools")));
  return h("footer", { class: "workbench" }, state, !world.running && world.log ? h("code", {}, world.log) : h("p", {}, label("sandbox")));
}
