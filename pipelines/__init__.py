"""How contacts move: files to records, records through the steps, ports to adapters."""
