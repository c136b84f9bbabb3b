"""File to records, one module per kind of table. Bad rows go to the rejects file with their reasons."""
