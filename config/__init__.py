"""What a deployment changes: settings, rule packs, lexicons, column mappings, messages."""
