"""Conversations as vCon containers (IETF draft-ietf-vcon-vcon-core): what other systems hand over and take."""
