"""Evidence packages: what anybody can verify without us."""
