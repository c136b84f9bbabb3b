"""Working off what is stored: workflows, their queue, their faults, and how far they are."""
