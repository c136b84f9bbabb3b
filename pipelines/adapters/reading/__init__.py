"""Parts of the learned reader: exact arithmetic on whole numbers, so that a text is read the same alone and in bulk."""
