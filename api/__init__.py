"""How people reach FairDial over HTTP."""
