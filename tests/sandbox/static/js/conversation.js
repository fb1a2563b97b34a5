// The open chat: its header, its topics and its messages.

import { act } from "./api.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { label } from "./labels.js";
import { copy } from "./keyboard.js";
import { messageElement } from "./message.js";
import { menu } from "./overlays.js";
import {
  actionIn, draft, go, inThread, isAdministrator, isPresent, markRead, me, openChat, openThread, tell, titleOf, world,
} from "./store.js";

let log = null;
let missed = 0;

export function drawConversation(root) {
  const chat = openChat();
  if (!chat) {
    root.replaceChildren(h("div", { class: "welcome", style: "margin:auto" }, h("p", {}, label("pick"))));
    log = null;
    return;
  }
  markRead(chat);
  missed = 0;
  log = h("section", { class: "log", role: "log", "aria-live": "polite", onscroll: onScroll }, h("div", { class: "column" }));
  root.replaceChildren(...[header(chat), topics(chat), log, downButton(), h("footer", { class: "composer" })].filter(Boolean));
  drawMessages();
  log.scrollTop = log.scrollHeight;
}

export function drawHeader() {
  const chat = openChat();
  const shown = document.querySelector(".chat-header");
  if (chat && shown) shown.replaceWith(header(chat));
}

function header(chat) {
  const action = actionIn(chat);
  return h("header", { class: "chat-header" },
    iconButton("back", label("back"), () => go({}), "back"),
    avatar(chat.type === "private" ? world.bot.id : chat.id, titleOf(chat)),
    h("div", { class: "lines" },
      h("div", { class: "title" }, titleOf(chat)),
      h("div", { class: `sub ${action ? "typing" : ""}` }, action ? label(action === "typing" ? "typing" : "uploading") : subtitle(chat))),
    iconButton("more", label("more"), (event) => menu(event.currentTarget, chatMenu(chat)), "chat-menu"));
}

function subtitle(chat) {
  if (chat.type === "private") return `@${world.bot.username} · ${label("bot")}`;
  const people = label("members", Object.values(chat.members).filter(isPresent).length);
  return isPresent(chat.bot) ? people : `${people} · ${label("notIn")}`;
}

function chatMenu(chat) {
  const to = (action) => () => act(action, { chat: chat.id, user: me().id });
  if (chat.type === "private") {
    return [chat.bot === "kicked" ? [label("unblock"), to("unblock_bot")] : [label("blockBot"), to("block_bot"), true]];
  }
  if (!isPresent(chat.bot)) return [[label("addBot"), to("add_bot")]];
  const items = [];
  if (isAdministrator(chat, me().id) && chat.bot === "member") items.push([label("promoteBot"), to("promote_bot")]);
  if (chat.type === "group" && isAdministrator(chat, me().id)) items.push([label("migrate"), to("migrate")]);
  return [...items, [label("removeBot"), to("remove_bot"), true]];
}

function topics(chat) {
  if (!chat.forum) return null;
  const tab = (id, name) => h("button", { type: "button", "aria-current": String(openThread() === id), onclick: () => go({ chat: chat.id, thread: id }) }, name);
  return h("nav", { class: "topics" }, tab(null, label("general")), chat.topics.map((topic) => tab(topic.id, topic.name)));
}

// Messages

const shownEntries = (chat) => [...chat.messages.values()].filter((entry) => inThread(chat, entry, openThread()));

function drawMessages() {
  const chat = openChat();
  const entries = shownEntries(chat);
  const elements = entries.map((entry) => messageElement(entry, handlers));
  log.firstChild.replaceChildren(...(entries.length ? elements : [welcome(chat)]));
}

function welcome(chat) {
  if (chat.type !== "private") return h("div", { class: "note" }, label("empty"));
  const texts = world.bot.texts;
  const language = (me().language || "").split("-")[0];
  return h("div", { class: "welcome" }, avatar(world.bot.id, world.bot.name), h("h2", {}, world.bot.name),
    h("p", {}, texts[language] || texts[""] || label("welcome")));
}

export function onMessage(event) {
  const chat = openChat();
  if (!chat || !log || event.chat !== chat.id || !inThread(chat, event, openThread())) return;
  const element = messageElement(event, handlers);
  const old = log.querySelector(`[data-id="${event.id}"]`);
  const wasAtEnd = isAtEnd();
  if (old) {
    old.replaceWith(element);
  } else {
    log.querySelector(".welcome, .column > .note:only-child:not([data-id])")?.remove();
    log.firstChild.append(element);
  }
  if (wasAtEnd || (!old && event.author === me().id)) toEnd();
  else if (!old) { missed += 1; onScroll(); }
}

export function onDeleted(event) {
  if (openChat()?.id === event.chat) log?.querySelector(`[data-id="${event.id}"]`)?.remove();
}

const handlers = {
  onCommand(command) {
    sayHere(command);
  },
  onJump(id) {
    const target = log.querySelector(`[data-id="${id}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.classList.add("flash");
    setTimeout(() => target?.classList.remove("flash"), 1500);
  },
  onMenu(entry, beside) {
    const selected = selectionIn(entry);
    const text = entry.message.text ?? entry.message.caption ?? "";
    const items = [[label("reply"), () => write({ reply: entry, quote: null, editing: null })]];
    if (selected) items.push([label("quote"), () => write({ reply: entry, quote: selected, editing: null })]);
    if (text) items.push([label("copy"), () => copy(text)]);
    if (entry.author === me().id && !entry.message.via_bot) {
      items.push([label("edit"), () => write({ editing: entry, reply: null, quote: null, text })]);
    }
    if (entry.author === me().id || isAdministrator(openChat(), me().id) || openChat().type === "private") {
      items.push([label("remove"), () => act("delete", { chat: entry.chat, message: entry.id }), true]);
    }
    menu(beside, items);
  },
};

function selectionIn(entry) {
  const selection = getSelection();
  const words = log.querySelector(`[data-id="${entry.id}"] .words`);
  const text = selection.toString();
  const isInside = words && selection.rangeCount && words.contains(selection.getRangeAt(0).commonAncestorContainer);
  return isInside && (entry.message.text ?? entry.message.caption).includes(text) ? text : null;
}

function write(changes) {
  Object.assign(draft(), changes);
  tell({ kind: "draft" });
}

export function sayHere(text) {
  const chat = openChat();
  return act("say", { chat: chat.id, user: me().id, text, thread: openThread(), anonymous: draft().anonymous });
}

// Where one reads

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

function toEnd() {
  log.scrollTop = log.scrollHeight;
  // Pictures take their height when they have loaded.
  for (const image of log.querySelectorAll("img")) if (!image.complete) image.onload = () => { log.scrollTop = log.scrollHeight; };
}

function downButton() {
  return h("button", { type: "button", class: "down", hidden: true, "aria-label": label("latest"), onclick: toEnd }, icon("down"));
}

function onScroll() {
  const button = document.querySelector(".down");
  if (!button || !log) return;
  button.hidden = isAtEnd();
  if (isAtEnd()) missed = 0;
  button.querySelector(".badge")?.remove();
  if (missed) button.append(h("span", { class: "badge" }, String(missed)));
}

