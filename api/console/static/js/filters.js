// A form of filters: fields left empty stay out of the URL, and its button is only for pages without scripts.
const form = document.querySelector("[data-filters]");

form.querySelector("[data-without-script]")?.toggleAttribute("hidden", Boolean(window.htmx));
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});
form.addEventListener("htmx:configRequest", (event) => {
  for (const [name, value] of [...event.detail.formData]) if (!value) event.detail.formData.delete(name);
});
