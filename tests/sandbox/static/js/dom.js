// Elements in one call, and the page's own icons.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") element.style.cssText = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  menu: "M5 7h14M5 12h14M5 17h14",
  send: "M4 12l16-8-6 16-3-7z",
  attach: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.4 17.2a1.7 1.7 0 0 1-2.4-2.4L14.5 7.3",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  down: "M6 9l6 6 6-6",
  slash: "M14 5l-4 14",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const shape = { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? 3 : 2 };
  for (const [key, value] of Object.entries({ ...shape, "stroke-linecap": "round", "stroke-linejoin": "round" })) {
    path.setAttribute(key, value);
  }
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, more = "") {
  return h("button", { type: "button", class: `icon-button ${more}`, "aria-label": label, title: label, onclick }, icon(name));
}

export function hueOf(id) {
  // The cast's ids follow one another; so their colours differ.
  return [205, 28, 265, 215, 340, 140, 188, 310][(Math.abs(Number(id)) % 41) % 8];
}

export function avatar(id, name, size = "") {
  const letters = [...name.replace(/[^\p{L}\p{N}]/gu, "")];
  const shown = /^[a-z]/i.test(letters[0] || "") ? letters[0].toUpperCase() : letters.slice(0, 1).join("");
  return h("span", { class: `avatar ${size}`, style: `--hue:${hueOf(id)}`, "aria-hidden": "true" }, shown || "?");
}

export function clock(seconds, language) {
  return new Date(seconds * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function fileSize(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(0.1, bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
