// Links: those to the bot open here, all others in another tab.

import { act } from "./api.js";
import { avatar } from "./dom.js";
import { label } from "./labels.js";
import { choose, confirmBox } from "./overlays.js";
import { draft, go, isMine, me, tell, titleOf, world } from "./store.js";

export async function openLink(url) {
  const parts = new URL(url, location.href);
  const isTelegram = ["t.me", "telegram.me"].includes(parts.hostname);
  if (isTelegram && parts.pathname === "/share/url") {
    const text = [parts.searchParams.get("text"), parts.searchParams.get("url")].filter(Boolean).join("\n");
    return shareText(text);
  }
  if (isTelegram && parts.pathname.slice(1).toLowerCase() === world.bot.username.toLowerCase()) {
    return openBot(parts.searchParams);
  }
  if (parts.protocol === "tg:") return undefined;
  if (await confirmBox(`${label("open")}\n${url}`)) window.open(url, "_blank", "noopener,noreferrer");
  return undefined;
}

async function openBot(parameters) {
  if (parameters.has("startgroup")) {
    const chat = await chooseChat(label("chooseGroup"), (each) => each.type === "group" || each.type === "supergroup");
    if (!chat) return;
    await act("add_bot", { chat: chat.id, user: me().id, parameter: parameters.get("startgroup") });
    go({ chat: chat.id });
    return;
  }
  go({ chat: me().id });
  if (parameters.has("start")) await act("start", { user: me().id, parameter: parameters.get("start") });
}

async function shareText(text) {
  const chat = await chooseChat(label("chooseChat"));
  if (!chat) return;
  go({ chat: chat.id });
  draft().text = text;
  tell({ kind: "draft" });
}

// The other chat in which a query after the bot's name is begun.
export async function switchInline(query, chat = null) {
  const goal = chat ?? await chooseChat(label("chooseChat"));
  if (!goal) return;
  if (!chat) go({ chat: goal.id });
  draft().text = `@${world.bot.username} ${query}`;
  tell({ kind: "draft" });
}

export async function chooseChat(title, isWanted = () => true) {
  const chats = [...world.chats.values()].filter((chat) => isMine(chat) && !chat.migrated_to && isWanted(chat));
  const id = await choose(title, chats.map((chat) => (
    { value: chat.id, picture: avatar(chat.id, titleOf(chat)), name: titleOf(chat), note: chat.type === "private" ? label("bot") : null }
  )));
  return id === null ? null : world.chats.get(id);
}
