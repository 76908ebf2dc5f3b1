// Shows the buttons for passkeys where the browser knows them, and says it when one
// did not work. allauth's scripts do the rest.
const region = document.getElementById("passkey-problem");
const show = (id) => {
  const text = document.getElementById(id).content.cloneNode(true);
  region.replaceChildren(text);
  return region;
};

if (/^[\d.]+$/.test(location.hostname)) {
  // Only in the demo: an address of figures cannot have passkeys.
  const link = show("passkey-address-text").querySelector("a");
  link.href = location.href.replace(location.hostname, "localhost");
  link.textContent = link.href;
} else if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("passkey-problem-text");
});
