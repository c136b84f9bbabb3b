"""How the weights of sums of money are learned; `train` writes them."""
