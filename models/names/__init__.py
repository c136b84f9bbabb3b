"""How the weights of `audit/pii/name_weights.py` are learned. See CARD.md."""
