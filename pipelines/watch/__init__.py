"""Folders that are watched for logs and recordings."""
