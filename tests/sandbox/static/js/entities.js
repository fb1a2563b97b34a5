// Text with the Bot API's entities as elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { h } from "./dom.js";
import { openLink } from "./links.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };

const MAKERS = {
  spoiler: () => h("span", { class: "spoiler", role: "button", tabindex: "0", onclick: (event) => event.currentTarget.classList.add("shown") }),
  blockquote: () => h("blockquote"),
  expandable_blockquote: expandable,
  text_link: (entity) => link(entity.url),
  url: (entity, text) => link(text.includes("://") ? text : `https://${text}`),
  email: (entity, text) => h("a", { href: `mailto:${text}` }),
  text_mention: () => h("b"),
  mention: () => h("span", { class: "command" }),
  hashtag: () => h("span", { class: "command" }),
};

// As in Telegram, what has three lines or fewer is shown whole.
function expandable() {
  const quote = h("blockquote", { class: "expandable folded" });
  requestAnimationFrame(() => {
    if (quote.scrollHeight <= quote.clientHeight + 2) quote.classList.remove("folded");
    else quote.addEventListener("click", () => quote.classList.toggle("folded"));
  });
  return quote;
}

function link(url) {
  const onclick = (event) => { event.preventDefault(); openLink(url); };
  return h("a", { href: url, onclick });
}

// `onCommand` is called with a command that is clicked.
export function formatted(text, entities = [], onCommand = () => {}) {
  const roots = [];
  const open = [];
  const parts = boundaries(text, entities);
  for (let index = 0; index + 1 < parts.length; index += 1) {
    const [from, to] = [parts[index], parts[index + 1]];
    while (open.length && open.at(-1).end <= from) open.pop();
    for (const entity of entities.filter((each) => each.offset === from).sort((a, b) => b.length - a.length)) {
      const covered = text.slice(entity.offset, entity.offset + entity.length);
      const element = elementOf(entity, covered, onCommand);
      (open.at(-1)?.element ?? { append: (child) => roots.push(child) }).append(element);
      open.push({ element, end: entity.offset + entity.length });
    }
    // A quote is a block of its own: the line ends beside it would be empty lines.
    const piece = trimmed(text.slice(from, to), entities, from, to);
    if (piece) (open.at(-1)?.element ?? { append: (child) => roots.push(child) }).append(piece);
  }
  return roots;
}

function boundaries(text, entities) {
  const marks = new Set([0, text.length]);
  for (const { offset, length } of entities) marks.add(offset).add(offset + length);
  return [...marks].sort((a, b) => a - b);
}

function trimmed(piece, entities, from, to) {
  const isBlock = (entity) => entity.type.includes("quote") || entity.type === "pre";
  if (entities.some((entity) => isBlock(entity) && entity.offset + entity.length === from)) piece = piece.replace(/^\n/, "");
  if (entities.some((entity) => isBlock(entity) && entity.offset === to)) piece = piece.replace(/\n$/, "");
  return piece;
}

function elementOf(entity, covered, onCommand) {
  if (TAGS[entity.type]) return h(TAGS[entity.type]);
  if (entity.type === "bot_command") {
    return h("button", { type: "button", class: "command", onclick: () => onCommand(covered) });
  }
  return MAKERS[entity.type]?.(entity, covered) ?? h("span");
}
