from network.models.users import User

__all__ = ["User"]
