"""What the other side tells of, and whether it is taken up: how the weights of `signs.npz` are learned."""
