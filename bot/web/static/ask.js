// Answers come into the page instead of a new one. Without this script the same forms load the page anew.
const answers = document.getElementById("answers");
const state = document.getElementById("state");
const field = document.getElementById("question");

if (answers) document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-ask]");
  if (!form) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) fields.set(event.submitter.name, event.submitter.value);
  fields.set("part", "1");
  const { asking, unavailable } = document.querySelector("form.ask").dataset;
  state.textContent = asking;
  try {
    const response = await fetch(form.action, { method: "POST", body: fields, headers: { "X-Part": "1" } });
    answers.insertAdjacentHTML("afterbegin", await response.text());
    state.textContent = "";
    if (response.ok) field.value = "";
    answers.parentElement.scrollIntoView();
  } catch {
    state.textContent = unavailable;
  }
});
