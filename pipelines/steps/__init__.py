"""What happens to a contact, one step per module: ports in, ports out."""
