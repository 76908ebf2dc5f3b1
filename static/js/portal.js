// Small conveniences on every page. Nothing here is needed to use the portal.

// What happened is heard first: errors of a form, also where the browser ignores
// autofocus, otherwise the messages.
const heard = document.querySelector("main [data-focus]") ?? document.querySelector("[data-focus]");
const place = document.getElementById(location.hash.slice(1));
if (heard && place && !heard.closest("main")) {
  // An address that leads into the page would scroll past the messages and take the
  // focus from them: they go to that place.
  place[place.localName === "li" ? "prepend" : "before"](heard);
  addEventListener("load", () => heard.focus());
}
heard?.focus();

// One button per password field shows what was typed.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  // Password managers look at the type at the moment of sending.
  input.form?.addEventListener("submit", () => (input.type = "password"));
}

// Menus of the second level close with Escape, all menus when focus or click leave them:
// an open menu would hide what has the focus behind it.
const menu = document.querySelector("nav[popover]");
const submenus = document.querySelectorAll("nav details");
for (const submenu of submenus) {
  submenu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !submenu.open) return;
    event.preventDefault(); // the surrounding popover stays open
    submenu.open = false;
    submenu.querySelector("summary").focus();
  });
}
const closeSubmenus = ({ target }) => {
  for (const submenu of submenus) if (!submenu.contains(target)) submenu.open = false;
};
document.addEventListener("click", closeSubmenus);
document.addEventListener("focusin", closeSubmenus);
document.addEventListener("focusin", ({ target }) => {
  if (!menu?.contains(target)) menu?.hidePopover?.();
});

// A window made wide shows the menu by itself.
matchMedia("(width >= 64rem)").addEventListener("change", () => menu?.hidePopover?.());
