"""How long what is kept, who may end it, what beats it, and what is left when it is gone."""
