// Wagtail saves drafts by itself. A button pressed meanwhile has to wait for the answer:
// two requests at once would create the same page twice, and the second would fail.
// From the press on nothing is saved by itself any more; the pressed button sends it all.
const form = document.querySelector("form[data-edit-form]");
let saving = false;
let pressed = null;

function send({name, value}) {
  // The pressed button may be disabled or replaced by now; one of our own is not.
  const button = document.createElement("button");
  Object.assign(button, {name, value, hidden: true});
  form.append(button);
  form.requestSubmit(button);
  button.remove();
}

function answered() {
  saving = false;
  if (pressed) send(pressed);
}

document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  const {name = "", value = ""} = event.submitter ?? {};
  pressed = {name, value};
  if (!saving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, {capture: true});

form?.addEventListener("w-autosave:save", (event) => {
  if (pressed) event.preventDefault();
  else saving = true;
});
form?.addEventListener("w-autosave:success", answered);
form?.addEventListener("w-autosave:error", answered);
window.addEventListener("pageshow", () => { pressed = null; });
