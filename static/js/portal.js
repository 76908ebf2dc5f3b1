// Small conveniences on every page. Nothing here is needed to use the portal.

// The error summary takes the focus, also where the browser ignores autofocus.
document.querySelector("[data-focus]")?.focus();

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

// Menus of the second level close with Escape and when the focus or a click leaves.
const menus = document.querySelectorAll("nav details");
const close = (menu) => menu.removeAttribute("open");
for (const menu of menus) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      event.preventDefault(); // the surrounding popover stays open
      close(menu);
      menu.querySelector("summary").focus();
    }
  });
}
const closeOutside = (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) close(menu);
};
document.addEventListener("click", closeOutside);
document.addEventListener("focusin", closeOutside);

// A window made wide shows the menu by itself.
const menu = document.querySelector("nav[popover]");
matchMedia("(width >= 64rem)").addEventListener("change", () => menu?.hidePopover());

// Buttons that copy a text: <button data-copy="text" hidden>.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById("status").textContent = button.dataset.copied;
  });
}
