// Where one writes: replies and edits, files, commands, and the bot's name for inline queries.

import { act, upload } from "./api.js";
import { h, iconButton } from "./dom.js";
import { label } from "./labels.js";
import { sayHere } from "./conversation.js";
import { closeSuggestions, moveSelection, suggest, takeSelection, toggleCommands } from "./suggestions.js";
import { draft, isAdministrator, isPresent, me, nameOf, openChat, openThread, world } from "./store.js";

export function drawComposer() {
  const root = document.querySelector(".composer");
  const chat = openChat();
  if (!root || !chat) return;
  root.replaceChildren(h("div", { class: "suggestions", hidden: true }), h("div", { class: "inner" }, ...inner(chat)));
  const field = root.querySelector("textarea");
  if (!field) return;
  fit(field);
  suggest(field.value);
  if (matchMedia("(hover: hover)").matches) {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
}

function inner(chat) {
  if (chat.migrated_to) return [h("div", { class: "hint" }, label("moved"))];
  if (chat.bot === "kicked" && chat.type === "private") {
    return [wide(label("unblock"), () => act("unblock_bot", { chat: chat.id, user: me().id }))];
  }
  if (chat.type === "private" && chat.messages.size === 0 && !draft().text) {
    return [wide(label("start"), () => act("start", { user: me().id }))];
  }
  return [context(), anonymous(chat), writing()].filter(Boolean);
}

function wide(words, onclick) {
  return h("button", { type: "button", class: "wide", onclick }, words);
}

function context() {
  const { reply, quote, editing } = draft();
  const entry = editing ?? reply;
  if (!entry) return null;
  const title = editing ? label("edit") : nameOf(entry.message);
  const text = quote ?? entry.message.text ?? entry.message.caption ?? label("document");
  const cancel = () => { Object.assign(draft(), { reply: null, quote: null, editing: null, text: editing ? "" : draft().text }); drawComposer(); };
  return h("div", { class: "context" }, h("div", { class: "bar" }, h("b", {}, title), h("span", {}, text)), iconButton("close", label("close"), cancel));
}

function anonymous(chat) {
  if (chat.type !== "supergroup" || !isAdministrator(chat, me().id)) return null;
  return h("label", { class: "anonymous" },
    h("input", { type: "checkbox", checked: draft().anonymous, onchange: (event) => { draft().anonymous = event.target.checked; } }),
    label("anonymous"));
}

function writing() {
  const field = h("textarea", { rows: 1, placeholder: label("write"), "aria-label": label("write"), oninput: onInput, onkeydown: onKey });
  field.value = draft().text;
  const file = h("input", { type: "file", hidden: true, onchange: sendFile });
  return h("div", { class: "field" },
    iconButton("attach", label("attach"), () => file.click()), file,
    field,
    isPresent(openChat().bot) && iconButton("slash", label("commands"), toggleCommands),
    iconButton("send", label("send"), send, "send"));
}

function onInput(event) {
  draft().text = event.target.value;
  fit(event.target);
  suggest(event.target.value);
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") closeSuggestions();
  if (["ArrowUp", "ArrowDown"].includes(event.key) && moveSelection(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  if (event.key === "Tab" && takeSelection(true)) event.preventDefault();
  if (event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  if (!takeSelection(false)) send();
}

async function send() {
  const { text, reply, quote, editing } = draft();
  // A query after the bot's name is answered by results to pick from; it is no message.
  if (!text.trim() || text.startsWith(`@${world.bot.username} `) && !document.querySelector(".suggestions").hidden) return;
  if (editing) await act("edit", { chat: editing.chat, message: editing.id, text });
  else if (reply) {
    await act("say", { chat: openChat().id, user: me().id, text, reply_to: reply.id, quote, thread: openThread(), anonymous: draft().anonymous });
  } else await sayHere(text);
  clear();
}

export function clear() {
  Object.assign(draft(), { text: "", reply: null, quote: null, editing: null });
  drawComposer();
}

async function sendFile(event) {
  const [file] = event.target.files;
  if (!file) return;
  await upload(file, { chat: openChat().id, thread: openThread(), caption: draft().text });
  clear();
}
