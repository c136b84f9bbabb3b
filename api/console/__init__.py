"""The console: pages rendered here, for people with a browser."""
