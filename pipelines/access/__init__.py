"""How people and programs are let in."""
