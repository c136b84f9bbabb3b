"""Backups of an installation, and an installation from a backup."""
