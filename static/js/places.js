const on = (name, act) => document.addEventListener(name, (e) => act(e.detail, e));
const find = (css) => document.querySelector(css);

// Reading leaves no traces.
sessionStorage.removeItem("htmx-current-path-for-history");

// Logging in elsewhere changes the token of open forms.
on("htmx:configRequest", ({ verb, parameters }) => {
  const token = document.cookie.match(/csrf=(\w+)/);
  if (token && verb !== "get") parameters.csrfmiddlewaretoken = token[1];
});
on("htmx:beforeRequest", ({ elt, target }, event) => {
  // What asks again by itself does not say the same problem at each pause.
  if (!elt.hasAttribute("hx-trigger")) find("[data-problem]")?.remove();
  const place = find(`[data-place="${elt.getAttribute("href")}"]`);
  if (!place) return (target.ariaBusy = true);
  event.preventDefault();
  place.hidden = false;
  place.querySelector("[tabindex]").focus();
});
on("htmx:afterRequest", ({ target }) => (target.ariaBusy = null));
on("click", (_, event) => {
  const place = event.target.closest("[data-close]")?.closest("[data-place]");
  if (!place) return;
  event.preventDefault();
  place.hidden = true;
  find(`a[href="${place.dataset.place}"]`).focus();
});

// A whole page never replaces a part: what was typed stays.
const problem = (detail) => {
  detail.shouldSwap = false;
  if (find("[data-problem]")) return;
  find("[name=gesagt]")?.remove(); // once it works again, that is heard
  detail.target.insertAdjacentHTML("beforeend", find("[name=problem]").content);
};
on("htmx:sendError", problem);
on("htmx:beforeSwap", (detail) => {
  const isPart = /^\s*<(?!!doctype|html)/i.test(detail.serverResponse);
  if (isPart) detail.isError = !(detail.shouldSwap = true);
  else if (detail.serverResponse || detail.isError) problem(detail);
});
