"""The learned second reader: how its corpus becomes weights. Not part of the running program."""
