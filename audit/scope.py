"""Whose contacts somebody may see: part of every question that is asked for a person."""

from dataclasses import dataclass

from audit.records import Contact


@dataclass(frozen=True, slots=True)
class Scope:
    """Institutions, agencies and agents; None leaves that side open, an empty set lets nothing through.

    What a contact does not tell lies outside: without its case its institution is unknown, and nobody who may only see
    some institutions sees it.
    """

    institutions: frozenset[str] | None = None
    agencies: frozenset[str] | None = None
    agents: frozenset[str] | None = None

    @property
    def open(self) -> bool:
        """Whether everything lies inside."""
        return self.institutions is None and self.agencies is None and self.agents is None

    def covers(self, other: "Scope") -> bool:
        """Whether whatever lies inside the other one lies inside this one, too."""
        sides = (
            (self.institutions, other.institutions),
            (self.agencies, other.agencies),
            (self.agents, other.agents),
        )
        return all(allowed is None or (names is not None and names <= allowed) for allowed, names in sides)

    def holds(self, contact: Contact) -> bool:
        """Whether this contact, with its case, lies inside."""
        return self.admits(contact.institution, contact.agency, contact.agent_id)

    def admits(self, institution: str | None, agency: str | None, agent: str | None) -> bool:
        """The same by its three sides, for records that are not contacts; None is what is not known."""
        sides = ((self.institutions, institution), (self.agencies, agency), (self.agents, agent))
        return all(allowed is None or (value is not None and value in allowed) for allowed, value in sides)


#: Of an operator at the machine, and of the program itself.
EVERYTHING = Scope()
