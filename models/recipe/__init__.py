"""How the demo speech model is made: texts, synthetic voices, features, training, export and measurement."""
