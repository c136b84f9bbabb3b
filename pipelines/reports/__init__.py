"""Reports from the store to files: asked, told in two languages, written, released."""
