// What went wrong with a part of a page is said at the bottom; the page itself stays as it is.
const notice = document.getElementById("notice");
const SHOWN_MS = 8000;
let timer;

export function say(text) {
  notice.textContent = text;
  notice.hidden = !text;
  clearTimeout(timer);
  if (text) timer = setTimeout(() => say(""), SHOWN_MS);
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  say(page.querySelector("[role=alert] p")?.textContent ?? `${detail.xhr.status}`);
});
document.addEventListener("htmx:sendError", () => say(notice.dataset.away));
