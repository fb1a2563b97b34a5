// Starts the page and draws again what an event has changed.

import { connect } from "./api.js";
import { drawComposer } from "./composer.js";
import { drawConversation, drawHeader, onDeleted, onMessage } from "./conversation.js";
import { label, locale } from "./labels.js";
import { banner } from "./overlays.js";
import { drawSidebar } from "./sidebar.js";
import { go, me, onChange, openChat, world } from "./store.js";

const sidebar = document.getElementById("sidebar");
const conversation = document.getElementById("conversation");

function drawAll() {
  const moved = openChat()?.migrated_to;
  if (moved) return go({ chat: moved });
  document.getElementById("app").dataset.view = openChat() ? "chat" : "list";
  document.documentElement.lang = locale();
  drawConversation(conversation);
  drawComposer();
  drawSidebar(sidebar);
  return undefined;
}

const draw = {
  world: () => {
    banner("");
    if (!openChat() && matchMedia("(min-width: 761px)").matches) go({ chat: me().id });
    drawAll();
  },
  place: drawAll,
  people: drawAll,
  message: (event) => {
    const isFirst = openChat()?.id === event.chat && openChat().messages.size === 1;
    onMessage(event);
    if (isFirst) drawComposer();
    drawHeader();
    drawSidebar(sidebar);
  },
  deleted: (event) => { onDeleted(event); drawSidebar(sidebar); },
  action: () => { drawHeader(); drawSidebar(sidebar); },
  bot: () => drawSidebar(sidebar),
  unread: () => drawSidebar(sidebar),
  draft: drawComposer,
  connection: () => banner(world.connected ? "" : label("lost")),
};

onChange((event) => { if (world.bot) draw[event.kind]?.(event); });
connect();
