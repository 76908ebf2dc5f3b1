from network.models.mail import OutgoingMail
from network.models.users import User

__all__ = ["OutgoingMail", "User"]
