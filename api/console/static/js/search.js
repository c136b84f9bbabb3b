// `/` leads back to the query, and its words are chosen so that the next ones take their place.
import { on } from "./keys.js";

on("/", () => {
  const query = document.getElementById("q");
  query.focus();
  query.select();
});
