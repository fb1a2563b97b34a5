// What lies above the page: toasts, alerts, lists to choose from, menus, a picture seen large.

import { h } from "./dom.js";
import { label } from "./labels.js";

const root = () => document.getElementById("overlays");

export function toast(text) {
  root().querySelector(".toast")?.remove();
  const shown = h("div", { class: "toast", role: "status" }, text);
  root().append(shown);
  setTimeout(() => shown.remove(), 2000 + 60 * text.length);
}

export function alertBox(text) {
  dialogue({ body: h("p", {}, text), actions: [[label("ok"), () => {}]] });
}

// Resolves to the chosen value, or to null where the dialogue is closed.
export function choose(title, choices) {
  return new Promise((resolve) => {
    const body = h("div", { class: "choices" });
    const close = dialogue({ title, body, actions: [[label("close"), () => resolve(null)]], onclose: () => resolve(null) });
    for (const { value, picture, name, note, current } of choices) {
      const pick = () => { resolve(value); close(); };
      body.append(h("button", { type: "button", "aria-current": current ? "true" : null, onclick: pick },
        picture, h("span", { class: "lines" }, h("b", {}, name), note && h("small", {}, note))));
    }
    body.querySelector("button")?.focus();
  });
}

export function confirmBox(text) {
  return new Promise((resolve) => {
    dialogue({
      body: h("p", {}, text),
      actions: [[label("close"), () => resolve(false)], [label("ok"), () => resolve(true)]],
      onclose: () => resolve(false),
    });
  });
}

// Shows a dialogue and gives what closes it.
export function dialogue({ title, body, actions, onclose = () => {} }) {
  const close = () => { veil.remove(); removeEventListener("keydown", onkey); };
  const onkey = (event) => { if (event.key === "Escape") { close(); onclose(); } };
  const buttons = actions.map(([words, act]) => h("button", { type: "button", onclick: () => { close(); act(); } }, words));
  const box = h("div", { class: "dialogue", role: "dialog", "aria-modal": "true", "aria-label": title ?? "" },
    title && h("h2", {}, title), body, h("div", { class: "actions" }, buttons));
  const veil = h("div", { class: "veil", onclick: (event) => { if (event.target === veil) { close(); onclose(); } } }, box);
  addEventListener("keydown", onkey);
  root().append(veil);
  buttons.at(-1)?.focus();
  return close;
}

// A menu of [words, action, isDangerous] beside an element.
export function menu(beside, items) {
  document.querySelector(".menu")?.remove();
  const close = () => { shown.remove(); removeEventListener("pointerdown", outside, true); };
  const outside = (event) => { if (!shown.contains(event.target)) close(); };
  const shown = h("div", { class: "menu", role: "menu" }, items.map(([words, act, isDangerous]) =>
    h("button", { type: "button", role: "menuitem", class: isDangerous ? "danger" : null, onclick: () => { close(); act(); } }, words)));
  root().append(shown);
  const around = beside.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = shown;
  shown.style.left = `${Math.max(8, Math.min(around.left, innerWidth - width - 8))}px`;
  shown.style.top = `${around.bottom + height + 8 < innerHeight ? around.bottom + 4 : Math.max(8, around.top - height - 4)}px`;
  addEventListener("pointerdown", outside, true);
}

export function lightbox(url) {
  const shown = h("div", { class: "lightbox", role: "dialog", onclick: () => shown.remove() }, h("img", { src: url, alt: "" }));
  root().append(shown);
}

export function banner(text) {
  let shown = root().querySelector(".banner");
  if (!text) return shown?.remove();
  if (!shown) root().append(shown = h("div", { class: "banner", role: "alert" }));
  shown.textContent = text;
}
