// What the page knows, kept up to date by the server's events; where one is stands in the address.

export const world = { bot: null, people: new Map(), chats: new Map(), running: true, log: "", connected: false };
const drafts = new Map();
const actions = new Map();
const unread = new Map();
const listeners = new Set();

export function onChange(listener) {
  listeners.add(listener);
}

export function tell(event) {
  for (const listener of listeners) listener(event);
}

// The address: #/person/chat/topic

export function place() {
  const [person, chat, thread] = location.hash.replace(/^#\//, "").split("/").map(Number);
  return { person: person || null, chat: chat || null, thread: thread || null };
}

export function go({ person = me()?.id, chat = null, thread = null }) {
  const parts = [person, chat, thread].filter((part) => part !== null);
  const hash = `#/${parts.join("/")}`;
  if (location.hash === hash) tell({ kind: "place" });
  else location.hash = hash;
}

export function me() {
  return world.people.get(place().person) ?? [...world.people.values()][0];
}

export function openChat() {
  const chat = world.chats.get(place().chat);
  return chat && isMine(chat) ? chat : null;
}

// In a forum a message without a topic belongs to General.
export function openThread() {
  return openChat()?.forum ? place().thread : null;
}

export function isMine(chat) {
  return chat.type === "private" ? chat.id === me()?.id : isPresent(chat.members[me()?.id]);
}

export function isPresent(status) {
  return ["creator", "administrator", "member"].includes(status);
}

export function isAdministrator(chat, id) {
  return ["creator", "administrator"].includes(chat.members[id]);
}

export function titleOf(chat) {
  return chat.type === "private" ? world.bot.name : chat.title;
}

export function inThread(chat, entry, thread) {
  if (!chat.forum) return true;
  return entry.message.is_topic_message ? entry.message.message_thread_id === thread : thread === null;
}

export function nameOf(message) {
  return message.sender_chat?.title ?? message.from?.first_name ?? message.chat.title;
}

// Things of a chat that only the page keeps

const key = () => `${me()?.id}/${place().chat}/${place().thread}`;

export function draft() {
  if (!drafts.has(key())) drafts.set(key(), { text: "", reply: null, quote: null, editing: null, anonymous: false });
  return drafts.get(key());
}

export function unreadOf(chat) {
  return unread.get(chat.id) ?? 0;
}

export function markRead(chat) {
  if (unread.delete(chat.id)) tell({ kind: "unread" });
}

export function actionIn(chat) {
  const found = actions.get(chat.id);
  return found && found.until > Date.now() ? found.action : null;
}

// Events of the server

const apply = {
  world(event) {
    world.chats.clear();
    this.people(event);
    for (const message of event.messages) keep(message);
  },
  people(event) {
    world.bot = event.bot;
    world.people = new Map(event.people.map((person) => [person.id, person]));
    for (const chat of event.chats) {
      world.chats.set(chat.id, { ...chat, messages: world.chats.get(chat.id)?.messages ?? new Map() });
    }
  },
  message(event) {
    const isNew = keep(event);
    if (event.author === world.bot.id) actions.delete(event.chat);
    if (isNew && event.author !== me()?.id && event.chat !== place().chat) {
      unread.set(event.chat, (unread.get(event.chat) ?? 0) + 1);
    }
  },
  deleted(event) {
    world.chats.get(event.chat)?.messages.delete(event.id);
  },
  action(event) {
    actions.set(event.chat, { action: event.action, until: Date.now() + 5000 });
    setTimeout(() => tell({ kind: "action" }), 5100);
  },
  bot(event) {
    world.running = event.running;
    world.log = event.log;
  },
};

function keep(event) {
  // A chat may be told of only after its first message; until then nobody is in it.
  if (!world.chats.has(event.chat)) world.chats.set(event.chat, { id: event.chat, members: {}, messages: new Map() });
  const { messages } = world.chats.get(event.chat);
  const isNew = !messages.has(event.id);
  messages.set(event.id, event);
  return isNew;
}

export function receive(event) {
  apply[event.kind]?.(event);
  tell(event);
}

addEventListener("hashchange", () => tell({ kind: "place" }));
