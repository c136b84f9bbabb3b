"""The subcommands of `fairdial`, one subject per module."""
