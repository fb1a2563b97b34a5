// Calls to the sandbox, and the stream of its events.

import { toast } from "./overlays.js";
import { me, receive, tell, world } from "./store.js";

export async function act(action, fields = {}) {
  const response = await fetch(`/sandbox/${action}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fields),
  });
  return read(response);
}

export async function upload(file, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ user: me().id, ...fields })) {
    if (value !== null && value !== undefined) form.append(name, value);
  }
  form.append("file", file, file.name);
  return read(await fetch("/sandbox/upload", { method: "POST", body: form }));
}

async function read(response) {
  const answer = await response.json();
  if (!response.ok) {
    toast(answer.error);
    throw new Error(answer.error);
  }
  return answer;
}

export function fileUrl(id) {
  return `/sandbox/file/${encodeURIComponent(id)}`;
}

export function connect() {
  const stream = new EventSource("/sandbox/events");
  stream.onmessage = (event) => {
    world.connected = true;
    receive(JSON.parse(event.data));
  };
  stream.onerror = () => {
    world.connected = false;
    tell({ kind: "connection" });
  };
}
