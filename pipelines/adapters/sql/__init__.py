"""The system of record through SQLAlchemy."""
