// A message's inline keyboard, and what the bot answers to a press.

import { act } from "./api.js";
import { h } from "./dom.js";
import { label } from "./labels.js";
import { openLink, switchInline } from "./links.js";
import { alertBox, toast } from "./overlays.js";
import { me, onChange, openChat } from "./store.js";

const MARKS = { url: "↗", switch_inline_query: "⇄", switch_inline_query_current_chat: "@", copy_text: "⧉" };
// Telegram's clients, too, stop waiting after a while.
const PATIENCE = 15000;
const waiting = new Map();

export function keyboard(entry) {
  const rows = entry.message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return h("div", { class: "keyboard" }, rows.map((row) => h("div", { class: "row" }, row.map((button) => key(entry, button)))));
}

function key(entry, button) {
  const kind = Object.keys(button).find((name) => name !== "text");
  return h("button", { type: "button", title: button.text, onclick: (event) => press(entry, button, event.currentTarget) },
    button.text, MARKS[kind] && h("span", { class: "mark" }, MARKS[kind]));
}

async function press(entry, button, element) {
  if (button.url) return openLink(button.url);
  if (button.copy_text) return copy(button.copy_text.text);
  if (button.switch_inline_query !== undefined) return switchInline(button.switch_inline_query);
  if (button.switch_inline_query_current_chat !== undefined) {
    return switchInline(button.switch_inline_query_current_chat, openChat());
  }
  element.classList.add("busy");
  const stop = () => element.classList.remove("busy");
  try {
    const { id } = await act("press", { chat: entry.chat, user: me().id, message: entry.id, data: button.callback_data });
    wait(id, stop);
  } catch {
    stop();
  }
  return undefined;
}

// The answer may come before the call that pressed has returned.
function wait(id, stop) {
  const answered = waiting.get(id);
  if (answered) {
    waiting.delete(id);
    stop();
  } else {
    waiting.set(id, stop);
    setTimeout(() => { if (waiting.delete(id)) stop(); }, PATIENCE);
  }
}

onChange((event) => {
  if (event.kind !== "callback") return;
  const stop = waiting.get(event.id);
  if (typeof stop === "function") {
    waiting.delete(event.id);
    stop();
  } else {
    waiting.set(event.id, true);
  }
  const { text, show_alert: isAlert, url } = event.answer;
  if (text && isAlert) alertBox(text);
  else if (text) toast(text);
  if (url) openLink(url);
});

export async function copy(text) {
  await navigator.clipboard?.writeText(text).catch(() => {});
  toast(label("copied"));
}
