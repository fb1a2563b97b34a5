// One message as a bubble: who, to what, the words, what comes with it, and its buttons.

import { fileUrl } from "./api.js";
import { avatar, clock, fileSize, h, hueOf, iconButton } from "./dom.js";
import { formatted } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { label, locale } from "./labels.js";
import { lightbox } from "./overlays.js";
import { isAdministrator, me, nameOf, openChat, world } from "./store.js";

// What a service message says, or null for a message that someone wrote.
export function serviceText(message) {
  if (message.new_chat_members) return label("joined", message.new_chat_members.map((user) => user.first_name).join("、"));
  if (message.forum_topic_created) return label("topic", message.forum_topic_created.name);
  if (message.forum_topic_closed) return label("topicClosed");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return label("upgraded");
  return null;
}

// `handlers` have onMenu(entry, button), onCommand(command) and onJump(message id).
export function messageElement(entry, handlers) {
  const { message } = entry;
  const service = serviceText(message);
  if (service) return h("div", { class: "note", "data-id": entry.id }, service);
  const isMine = entry.author === me().id;
  const inGroup = message.chat.type !== "private";
  return h("article", { class: `message ${isMine ? "mine" : ""}`, "data-id": entry.id, "data-author": entry.author },
    inGroup && !isMine && avatar(message.sender_chat?.id ?? entry.author, nameOf(message), "small"),
    h("div", { class: "stack" }, bubble(entry, handlers, inGroup && !isMine), keyboard(entry)),
    iconButton("more", label("more"), (event) => handlers.onMenu(entry, event.currentTarget), "more"));
}

function bubble(entry, handlers, isNamed) {
  const { message } = entry;
  return h("div", { class: "bubble" },
    isNamed && author(entry),
    message.forward_origin && h("div", { class: "forwarded" }, `${label("forwarded")} ${originName(message.forward_origin)}`),
    message.via_bot && h("div", { class: "via" }, `${label("via")} @${message.via_bot.username}`),
    replyBlock(message, handlers),
    message.photo && photo(message.photo),
    message.document && documentCard(message.document),
    words(message, handlers, meta(message)));
}

function author(entry) {
  const id = entry.message.sender_chat?.id ?? entry.author;
  const role = entry.author === world.bot.id ? label("bot") : isAdministrator(openChat(), entry.author) ? label(openChat().members[entry.author]) : "";
  return h("div", { class: "author", style: `--hue:${hueOf(id)}` }, nameOf(entry.message), h("span", { class: "role" }, role));
}

function originName(origin) {
  return origin.sender_user?.first_name ?? origin.sender_user_name ?? origin.chat?.title ?? "";
}

function replyBlock(message, handlers) {
  const replied = message.reply_to_message;
  if (!replied || replied.forum_topic_created) return null;
  const text = message.quote?.text ?? replied.text ?? replied.caption ?? label(replied.photo ? "photo" : "document");
  return h("button", { type: "button", class: "reply", onclick: () => handlers.onJump(replied.message_id) },
    h("b", {}, nameOf(replied)), h("span", {}, text));
}

function photo(sizes) {
  const { width, height } = sizes.at(-1);
  const url = fileUrl(sizes.at(-1).file_id);
  return h("button", { type: "button", class: "photo", onclick: () => lightbox(url) },
    h("img", { src: url, width, height, alt: label("photo") }));
}

function documentCard(file) {
  const ending = file.file_name.split(".").at(-1).toLowerCase();
  return h("a", { class: "document", href: fileUrl(file.file_id), download: file.file_name },
    h("span", { class: `kind ${ending}` }, ending.toUpperCase().slice(0, 4)),
    h("span", {}, h("b", {}, file.file_name), h("small", {}, fileSize(file.file_size))));
}

function words(message, handlers, end) {
  const text = message.text ?? message.caption ?? "";
  const shown = formatted(text, message.entities ?? message.caption_entities, handlers.onCommand);
  return h("div", { class: "words" }, shown, end);
}

function meta(message) {
  const edited = message.edit_date && !message.via_bot ? `${label("edited")} ` : "";
  return h("span", { class: "meta" }, `${edited}${clock(message.date, locale())}`);
}
