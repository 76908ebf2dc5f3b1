// Loads a video only after a click, so that nothing is asked of the other site before.
// Without script the link leads to the video's own page.
for (const link of document.querySelectorAll("[data-player]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = link.dataset.player;
    player.title = link.dataset.title;
    player.allow = "fullscreen";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    link.parentElement.replaceWith(player);
    player.focus();
  });
}
