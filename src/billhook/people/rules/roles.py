"""The roles of people. Each person has one."""

from enum import Enum


class Role(Enum):
    """What somebody is at an account, from the most to the least that they may do."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    DEVELOPER = "developer"
    SUPPORT = "support"
    ANALYST = "analyst"

    @property
    def title(self) -> str:
        """The name of the role as people read it: Owner."""
        return self.value.capitalize()

    @property
    def noun(self) -> str:
        """Somebody who has the role, without an article: owner, colleague in support."""
        return "colleague in support" if self is Role.SUPPORT else self.value


def manages(manager: Role, role: Role) -> bool:
    """Whether a manager may give this role, take it away, and deactivate people who have it.

    An owner manages everybody. An administrator manages everybody but owners.
    """
    return manager is Role.OWNER or (manager is Role.ADMINISTRATOR and role is not Role.OWNER)
